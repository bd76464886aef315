import HesapDomain
import HesapSQL
import HesapSQLite
import HesapTestKit
import Testing

/// A change to Django's own tables, and what is said about it.
struct Variation: Sendable, CustomTestStringConvertible {
    let change: String
    /// On SQLite a piece of the definition that `change` replaces, because tables cannot be altered there.
    let piece: String
    let expected: [SchemaDifference]

    init(_ piece: String, _ change: String, _ expected: SchemaDifference...) {
        self.change = change
        self.piece = piece
        self.expected = expected
    }

    init(_ statement: String, _ expected: SchemaDifference...) {
        change = statement
        piece = ""
        self.expected = expected
    }

    var testDescription: String { change }
}

@Suite("Tables that differ from Django's")
struct TableCheckTests {
    @Test(
        "a table that differs is refused with what differs, on SQLite",
        arguments: [
            Variation(
                ", \"first_name\" varchar(150) NOT NULL",
                "",
                .missingColumn(table: "auth_user", column: "first_name")
            ),
            Variation(
                "\"password\" varchar(128)",
                "\"password\" varchar(64)",
                .otherType(table: "auth_user", column: "password", expected: "varchar(128)", found: "varchar(64)")
            ),
            Variation(
                "\"id\" integer NOT NULL PRIMARY KEY AUTOINCREMENT",
                "\"id\" char(32) NOT NULL PRIMARY KEY",
                .otherType(table: "auth_user", column: "id", expected: "integer", found: "char(32)")
            ),
            Variation(
                "\"id\" integer NOT NULL PRIMARY KEY AUTOINCREMENT",
                "\"id\" bigint NOT NULL PRIMARY KEY",
                .notCounted(table: "auth_user", column: "id")
            ),
            Variation(
                "integer NOT NULL PRIMARY KEY AUTOINCREMENT",
                "integer NOT NULL",
                .notPrimaryKey(table: "auth_user", column: "id")
            ),
            Variation(
                "\"last_login\" datetime NULL",
                "\"last_login\" datetime NOT NULL",
                .mustAllowNull(table: "auth_user", column: "last_login")
            ),
            Variation(
                "\"email\" varchar(254) NOT NULL",
                "\"email\" varchar(254) NULL",
                .mustRefuseNull(table: "auth_user", column: "email")
            ),
            Variation(
                "\"is_active\" bool",
                "\"is_active\" varchar(5)",
                .otherType(table: "auth_user", column: "is_active", expected: "bool", found: "varchar(5)")
            ),
            Variation(
                "\"first_name\"",
                "\"tax_number\" varchar(20) NOT NULL, \"first_name\"",
                .unknownRequiredColumn(table: "auth_user", column: "tax_number")
            ),
            Variation(
                "\"username\" varchar(150) NOT NULL UNIQUE",
                "\"username\" varchar(150) NOT NULL",
                .notUnique(table: "auth_user", column: "username")
            ),
            Variation(
                "\"session_key\" varchar(40) NOT NULL PRIMARY KEY",
                "\"session_key\" varchar(40) NOT NULL UNIQUE",
                .notPrimaryKey(table: "django_session", column: "session_key")
            ),
            Variation(
                "\"expire_date\" datetime NOT NULL)",
                "\"expire_date\" integer NOT NULL)",
                .otherType(table: "django_session", column: "expire_date", expected: "datetime", found: "integer")
            ),
        ]
    )
    func refusedOnSQLite(_ variation: Variation) async throws {
        try await Self.checkOnSQLite(variation)
    }

    @Test(
        "a shop's own user model with wider or further columns is accepted, on SQLite",
        arguments: [
            Variation("\"username\" varchar(150)", "\"username\" varchar(254)"),
            Variation("\"email\" varchar(254)", "\"email\" text"),
            Variation("\"first_name\"", "\"tax_number\" varchar(20) NULL, \"first_name\""),
            Variation("\"first_name\"", "\"level\" integer NOT NULL DEFAULT 1, \"first_name\""),
            Variation("\"is_staff\" bool", "\"is_staff\" BOOL"),
        ]
    )
    func acceptedOnSQLite(_ variation: Variation) async throws {
        try await Self.checkOnSQLite(variation)
    }

    private static func checkOnSQLite(_ variation: Variation) async throws {
        let original = try await Self.sqliteDefinitions()
        let changed = original.map { $0.replacing(variation.piece, with: variation.change) }
        try #require(changed != original)
        try await Engine.sqlite.withDatabase { database in
            for statement in changed {
                try await database.run(SQL(definition: statement))
            }
            try await Self.expect(variation.expected, of: database)
        }
    }

    /// The two tables that Hesap uses, as it made them.
    private static func sqliteDefinitions() async throws -> [String] {
        var texts: [String] = []
        try await Engine.sqlite.withDatabase { database in
            _ = try await Migrator().run(on: database, at: .start)
            for row in try await database.all(
                "SELECT sql FROM sqlite_master WHERE type = 'table' AND name IN ('auth_user', 'django_session')"
            ) {
                texts.append(try row.text("sql"))
            }
        }
        return texts
    }

    private static func expect(_ differences: [SchemaDifference], of database: any Database) async throws {
        #expect(try await Migrator().check(on: database).differences == differences)
        let state = try await Migrator().run(on: database, emailIndex: true, at: .start)
        #expect(state.differences == differences)
        // On PostgreSQL, where Hesap's tables are there already, the index is what is left to do.
        #expect(state.steps.isEmpty == !differences.isEmpty)
    }

    @Test(
        "a table that differs is refused with what differs, on PostgreSQL",
        arguments: [
            Variation(
                "ALTER TABLE auth_user DROP first_name",
                .missingColumn(table: "auth_user", column: "first_name")
            ),
            Variation(
                "ALTER TABLE auth_user ALTER password TYPE varchar(64)",
                .otherType(
                    table: "auth_user",
                    column: "password",
                    expected: "character varying(128)",
                    found: "character varying(64)"
                )
            ),
            Variation(
                "ALTER TABLE auth_user ALTER date_joined TYPE timestamp",
                .otherType(
                    table: "auth_user",
                    column: "date_joined",
                    expected: "timestamp with time zone",
                    found: "timestamp without time zone"
                )
            ),
            Variation(
                "ALTER TABLE auth_user ALTER is_active TYPE integer USING 1",
                .otherType(table: "auth_user", column: "is_active", expected: "boolean", found: "integer")
            ),
            Variation(
                "ALTER TABLE auth_user DROP CONSTRAINT auth_user_pkey CASCADE",
                .notPrimaryKey(table: "auth_user", column: "id")
            ),
            Variation(
                "ALTER TABLE auth_user ALTER id DROP IDENTITY",
                .notCounted(table: "auth_user", column: "id")
            ),
            Variation(
                "ALTER TABLE auth_user ALTER last_login SET NOT NULL",
                .mustAllowNull(table: "auth_user", column: "last_login")
            ),
            Variation(
                "ALTER TABLE auth_user ALTER email DROP NOT NULL",
                .mustRefuseNull(table: "auth_user", column: "email")
            ),
            Variation(
                "ALTER TABLE auth_user ADD tax_number varchar(20) NOT NULL",
                .unknownRequiredColumn(table: "auth_user", column: "tax_number")
            ),
            Variation(
                "ALTER TABLE auth_user DROP CONSTRAINT auth_user_username_key",
                .notUnique(table: "auth_user", column: "username")
            ),
            Variation(
                """
                ALTER TABLE auth_user DROP CONSTRAINT auth_user_username_key,
                    ADD CONSTRAINT later UNIQUE (username) DEFERRABLE
                """,
                .notUnique(table: "auth_user", column: "username")
            ),
            Variation(
                """
                ALTER TABLE auth_user DROP CONSTRAINT auth_user_username_key,
                    ADD CONSTRAINT both_names UNIQUE (username, email)
                """,
                .notUnique(table: "auth_user", column: "username")
            ),
            Variation(
                "ALTER TABLE django_session DROP CONSTRAINT django_session_pkey CASCADE",
                .notPrimaryKey(table: "django_session", column: "session_key")
            ),
            Variation(
                "ALTER TABLE django_session ALTER session_data TYPE json USING session_data::json",
                .otherType(table: "django_session", column: "session_data", expected: "text", found: "json")
            ),
            Variation("DROP TABLE django_session CASCADE", .missingTable("django_session")),
        ]
    )
    func refusedOnPostgres(_ variation: Variation) async throws {
        try await Self.checkOnPostgres(variation)
    }

    @Test(
        "a shop's own user model with wider or further columns is accepted, on PostgreSQL",
        arguments: [
            Variation("ALTER TABLE auth_user ALTER id TYPE bigint"),
            Variation("ALTER TABLE auth_user ALTER username TYPE varchar(254)"),
            Variation("ALTER TABLE auth_user ALTER username TYPE varchar"),
            Variation("ALTER TABLE auth_user ALTER email TYPE text"),
            Variation("ALTER TABLE auth_user ADD tax_number varchar(20)"),
            Variation("ALTER TABLE auth_user ADD level integer NOT NULL DEFAULT 1"),
            Variation("ALTER TABLE auth_user ADD number bigint GENERATED ALWAYS AS IDENTITY"),
            Variation("ALTER TABLE auth_user ADD lowered text NOT NULL GENERATED ALWAYS AS (lower(email)) STORED"),
        ]
    )
    func acceptedOnPostgres(_ variation: Variation) async throws {
        try await Self.checkOnPostgres(variation)
    }

    private static func checkOnPostgres(_ variation: Variation) async throws {
        try await Engine.postgres.withDatabase { database in
            _ = try await Migrator().run(on: database, at: .start)
            try await database.run(SQL(definition: variation.change))
            try await Self.expect(variation.expected, of: database)
        }
    }

    @Test("a time without a zone is refused in words that say why")
    func wordsForLocalTimes() {
        let difference = SchemaDifference.otherType(
            table: "auth_user",
            column: "date_joined",
            expected: "timestamp with time zone",
            found: "timestamp without time zone"
        )
        #expect(difference.description.contains("leaves open whose clock"))
    }
}
