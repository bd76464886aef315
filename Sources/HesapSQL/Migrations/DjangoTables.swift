/// A column as Django 5.2 declares it.
package struct DjangoColumn: Sendable {
    package enum Kind: Sendable, Equatable {
        case identity
        case varchar(Int)
        case text
        case bool
        case time
    }

    let name: String
    let kind: Kind
    let isNullable: Bool
    let isKey: Bool
    private let suffix: String

    init(_ name: String, _ kind: Kind, nullable: Bool = false, key: Bool = false, suffix: String = "") {
        self.name = name
        self.kind = kind
        isNullable = nullable
        isKey = key
        self.suffix = suffix
    }

    fileprivate func definition(_ dialect: Dialect) -> String {
        "\"\(name)\" \(dialect.djangoType(kind)) \(isNullable ? "NULL" : "NOT NULL")\(suffix)"
    }
}

/// A table that belongs to Django.
///
/// Hesap makes it only in an empty database, and never alters it.
struct DjangoTable {
    let name: Identifier
    let columns: [DjangoColumn]
    /// Statements after the table's own.
    let indexes: [SQL]

    /// The same text, letter by letter, that a `migrate` of Django leaves behind.
    ///
    /// Django's later migrations then find what they expect. Fixtures/django_schema.json proves it.
    func definition(_ dialect: Dialect) -> SQL {
        let columns = columns.map { $0.definition(dialect) }.joined(separator: ", ")
        return SQL(definition: "CREATE TABLE \(name.quoted) (\(columns))")
    }

    static func user(_ name: Identifier) -> DjangoTable {
        DjangoTable(
            name: name,
            columns: [
                DjangoColumn("id", .identity, key: true, suffix: " PRIMARY KEY AUTOINCREMENT"),
                DjangoColumn("password", .varchar(128)),
                DjangoColumn("last_login", .time, nullable: true),
                DjangoColumn("is_superuser", .bool),
                DjangoColumn("username", .varchar(150), suffix: " UNIQUE"),
                DjangoColumn("last_name", .varchar(150)),
                DjangoColumn("email", .varchar(254)),
                DjangoColumn("is_staff", .bool),
                DjangoColumn("is_active", .bool),
                DjangoColumn("date_joined", .time),
                DjangoColumn("first_name", .varchar(150)),
            ],
            indexes: []
        )
    }

    static let session = DjangoTable(
        name: .djangoSession,
        columns: [
            DjangoColumn("session_key", .varchar(40), key: true, suffix: " PRIMARY KEY"),
            DjangoColumn("session_data", .text),
            DjangoColumn("expire_date", .time),
        ],
        indexes: [
            "CREATE INDEX \"django_session_expire_date_a5c62663\" ON \"django_session\" (\"expire_date\")"
        ]
    )
}
