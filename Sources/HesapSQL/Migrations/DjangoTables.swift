/// A table that belongs to Django.
///
/// Hesap makes it only in an empty database, and never alters it. Names of constraints and indexes end in a digest that
/// Django computes; Django's later migrations look some of them up by name.
struct DjangoTable: Sendable {
    struct Index: Sendable {
        let name: String
        let columns: [String]
    }

    let name: String
    let columns: [DjangoColumn]
    let uniqueTogether: Index?
    let indexes: [Index]

    init(_ name: String, _ columns: [DjangoColumn], uniqueTogether: Index? = nil, indexes: [Index] = []) {
        self.name = name
        self.columns = columns
        self.uniqueTogether = uniqueTogether
        self.indexes = indexes
    }

    /// What a `migrate` of Django leaves behind: on SQLite letter by letter, on PostgreSQL in the eyes of `pg_dump`.
    func statements(_ spelling: DjangoSpelling) -> [SQL] {
        var texts = ["CREATE TABLE \"\(name)\" (\(definitions(spelling).joined(separator: ", ")))"]
        if let pair = uniqueTogether, !spelling.namesConstraints {
            texts.append("CREATE UNIQUE INDEX \"\(pair.name)\" ON \"\(name)\" (\(Self.list(pair.columns)))")
        }
        for index in indexes {
            texts.append("CREATE INDEX \"\(index.name)\" ON \"\(name)\" (\(Self.list(index.columns)))")
        }
        for column in columns where spelling.hasLikeIndexes {
            guard let index = column.likeIndex else { continue }
            texts.append("CREATE INDEX \"\(index)\" ON \"\(name)\" (\"\(column.name)\" varchar_pattern_ops)")
        }
        return texts.map { SQL(definition: $0) }
    }

    private func definitions(_ spelling: DjangoSpelling) -> [String] {
        let ordered =
            spelling.movesAlteredColumns
            ? columns.filter { !$0.wasAltered } + columns.filter(\.wasAltered) : columns
        let definitions = ordered.map { $0.definition(spelling) }
        guard let pair = uniqueTogether, spelling.namesConstraints else { return definitions }
        return definitions + ["CONSTRAINT \"\(pair.name)\" UNIQUE (\(Self.list(pair.columns)))"]
    }

    private static func list(_ columns: [String]) -> String {
        columns.map { "\"\($0)\"" }.joined(separator: ", ")
    }
}

extension DjangoTable {
    static func user(_ name: Identifier) -> DjangoTable {
        DjangoTable(
            name.name,
            [
                .id,
                DjangoColumn("password", .varchar(128)),
                DjangoColumn("last_login", .time, nullable: true),
                DjangoColumn("is_superuser", .bool),
                DjangoColumn("username", .varchar(150), .unique(like: "auth_user_username_6821ab7c_like")),
                DjangoColumn("first_name", .varchar(150), altered: true),
                DjangoColumn("last_name", .varchar(150)),
                DjangoColumn("email", .varchar(254)),
                DjangoColumn("is_staff", .bool),
                DjangoColumn("is_active", .bool),
                DjangoColumn("date_joined", .time),
            ]
        )
    }

    static let session = DjangoTable(
        "django_session",
        [
            DjangoColumn("session_key", .varchar(40), .key(like: "django_session_session_key_c0390e0f_like")),
            DjangoColumn("session_data", .text),
            DjangoColumn("expire_date", .time),
        ],
        indexes: [Index(name: "django_session_expire_date_a5c62663", columns: ["expire_date"])]
    )

    /// Everything of the apps `contenttypes`, `auth` and `sessions`, each table after those it refers to.
    static let all: [DjangoTable] = [
        contentType, permission, group, groupPermissions, user(.authUser), userGroups, userPermissions, session,
    ]

    private static let contentType = DjangoTable(
        "django_content_type",
        [.id, DjangoColumn("app_label", .varchar(100)), DjangoColumn("model", .varchar(100))],
        uniqueTogether: Index(
            name: "django_content_type_app_label_model_76bd3d3b_uniq",
            columns: ["app_label", "model"]
        )
    )

    private static let permission = DjangoTable(
        "auth_permission",
        [
            .id,
            DjangoColumn("name", .varchar(255), altered: true),
            DjangoColumn(
                "content_type_id",
                .reference,
                .reference(
                    to: "django_content_type",
                    constraint: "auth_permission_content_type_id_2f476e4b_fk_django_co"
                )
            ),
            DjangoColumn("codename", .varchar(100)),
        ],
        uniqueTogether: Index(
            name: "auth_permission_content_type_id_codename_01ab375a_uniq",
            columns: ["content_type_id", "codename"]
        ),
        indexes: [Index(name: "auth_permission_content_type_id_2f476e4b", columns: ["content_type_id"])]
    )

    private static let group = DjangoTable(
        "auth_group",
        [.id, DjangoColumn("name", .varchar(150), .unique(like: "auth_group_name_a6ea08ec_like"))]
    )

    private static let groupPermissions = joining(
        "auth_group_permissions",
        Side(
            "group_id",
            of: "auth_group",
            index: "auth_group_permissions_group_id_b120cbf9",
            constraint: "auth_group_permissions_group_id_b120cbf9_fk_auth_group_id"
        ),
        Side(
            "permission_id",
            of: "auth_permission",
            index: "auth_group_permissions_permission_id_84c5c92e",
            constraint: "auth_group_permissio_permission_id_84c5c92e_fk_auth_perm"
        ),
        unique: "auth_group_permissions_group_id_permission_id_0cd325b0_uniq"
    )

    private static let userGroups = joining(
        "auth_user_groups",
        Side(
            "user_id",
            of: "auth_user",
            index: "auth_user_groups_user_id_6a12ed8b",
            constraint: "auth_user_groups_user_id_6a12ed8b_fk_auth_user_id"
        ),
        Side(
            "group_id",
            of: "auth_group",
            index: "auth_user_groups_group_id_97559544",
            constraint: "auth_user_groups_group_id_97559544_fk_auth_group_id"
        ),
        unique: "auth_user_groups_user_id_group_id_94350c0c_uniq"
    )

    private static let userPermissions = joining(
        "auth_user_user_permissions",
        Side(
            "user_id",
            of: "auth_user",
            index: "auth_user_user_permissions_user_id_a95ead1b",
            constraint: "auth_user_user_permissions_user_id_a95ead1b_fk_auth_user_id"
        ),
        Side(
            "permission_id",
            of: "auth_permission",
            index: "auth_user_user_permissions_permission_id_1fbb5f2c",
            constraint: "auth_user_user_permi_permission_id_1fbb5f2c_fk_auth_perm"
        ),
        unique: "auth_user_user_permissions_user_id_permission_id_14a6b632_uniq"
    )

    /// One half of a many-to-many relation.
    private struct Side {
        let column: DjangoColumn
        let index: Index

        init(_ column: String, of table: String, index: String, constraint: String) {
            self.column = DjangoColumn(column, .reference, .reference(to: table, constraint: constraint))
            self.index = Index(name: index, columns: [column])
        }
    }

    private static func joining(_ name: String, _ left: Side, _ right: Side, unique: String) -> DjangoTable {
        DjangoTable(
            name,
            [.bigID, left.column, right.column],
            uniqueTogether: Index(name: unique, columns: [left.column.name, right.column.name]),
            indexes: [left.index, right.index]
        )
    }
}
