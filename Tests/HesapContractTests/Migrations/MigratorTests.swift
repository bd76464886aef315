import DjangoCompat
import HesapDomain
import HesapSQL
import HesapTestKit
import HesapSQLite
import Testing

@Suite("Migrations")
struct MigratorTests {
    private static func withDatabase(
        _ statements: [String] = [],
        _ body: (SQLiteDatabase) async throws -> Void
    ) async throws {
        try await withTemporaryFile { path in
            let database = try SQLiteDatabase(path: path)
            try await database.write { session throws(Outage) in
                for statement in statements {
                    try session.run(SQL(stringLiteral: statement))
                }
            }
            try await body(database)
            await database.close()
        }
    }

    private static func schema(of table: String, _ database: SQLiteDatabase) async throws -> [String] {
        try await database.read { session throws(Outage) in
            let rows = try session.all(
                """
                SELECT sql FROM sqlite_master
                WHERE tbl_name = \(table) AND sql IS NOT NULL AND name NOT LIKE 'hesap%' ORDER BY type DESC, name
                """
            )
            var texts: [String] = []
            for row in rows {
                texts.append(try row.text("sql"))
            }
            return texts
        }
    }

    private static func tables(_ database: SQLiteDatabase) async throws -> Int {
        try await database.read { session throws(Outage) in try session.all("SELECT name FROM sqlite_master").count }
    }

    @Test("in an empty database Django's tables are letter by letter as Django makes them")
    func djangoSchema() async throws {
        let fixture = try Fixture.load()
        try await Self.withDatabase { database in
            let state = try await Migrator().run(on: database, at: .start)
            #expect(state.differences.isEmpty)
            #expect(!fixture.tables.isEmpty)
            for (table, expected) in fixture.tables {
                #expect(try await Self.schema(of: table, database) == expected)
            }
        }
    }

    @Test("the user table can have another name")
    func otherName() async throws {
        let name = try #require(Identifier("shop_customer"))
        try await Self.withDatabase { database in
            let migrator = Migrator(userTable: name)
            #expect(try await migrator.run(on: database, at: .start).differences.isEmpty)
            let accounts = SQLAccounts(database: database, userTable: name)
            let id = try #require(try await accounts.create(try newAccount("ada@example.com"), mail: [], at: .start))
            #expect(try await accounts.find(id)?.email == "ada@example.com")
            #expect(try await Migrator().check(on: database).differences == [.missingTable("auth_user")])
        }
    }

    @Test("running again does nothing")
    func again() async throws {
        try await Self.withDatabase { database in
            let pending = try await Migrator().check(on: database)
            #expect(try await Self.tables(database) == 0)
            let first = try await Migrator().run(on: database, at: .start)
            #expect(first.steps == pending.steps)
            #expect(!first.steps.isEmpty)
            let check = try await Migrator().check(on: database)
            #expect(check.steps.isEmpty && check.differences.isEmpty)
            #expect(try await Migrator().run(on: database, at: .start) == check)
        }
    }

    @Test("of two processes that start at once one does the work")
    func twoProcesses() async throws {
        try await withTemporaryFile { path in
            let databases = [try SQLiteDatabase(path: path), try SQLiteDatabase(path: path)]
            let states = try await concurrently(6) { number in
                try await Migrator().run(on: databases[number % 2], at: .start)
            }
            #expect(states.filter { !$0.steps.isEmpty }.count == 1)
            #expect(states.allSatisfy { $0.differences.isEmpty })
            for database in databases {
                await database.close()
            }
        }
    }

    @Test("a database that Django made, with its rows, is taken over as it is")
    func djangoDatabase() async throws {
        let dump = try Fixture.load().dump
        try await Self.withDatabase(dump) { database in
            let before = try await Self.schema(of: "auth_user", database)
            #expect(try await Migrator().run(on: database, at: .start).differences.isEmpty)
            #expect(try await Self.schema(of: "auth_user", database) == before)
            let stores = Stores(database: database)
            let ada = try #require(try await stores.accounts.find(email: try address("ada@example.com")))
            #expect(ada.email == "Ada@Example.com")
            #expect(ada.firstName == "Ada")
            #expect(ada.lastLogin == Timestamp(seconds: 1_767_323_045))
            #expect(ada.dateJoined == Timestamp(microseconds: 1_767_323_045_678_901))
            #expect(ada.profile == Profile())
            let key = try #require(SessionKey(String(repeating: "a", count: 32)))
            #expect(try await stores.sessions.load(key, now: .start)?.text == "payload")
            #expect(try await stores.anonymizations.anonymize(anonymization(of: ada.id)))
        }
    }

    @Test("tables of somebody else without Django's are refused, and nothing is made beside them")
    func foreignDatabase() async throws {
        try await Self.withDatabase(["CREATE TABLE orders (id INTEGER PRIMARY KEY)"]) { database in
            let state = try await Migrator().run(on: database, at: .start)
            #expect(state.differences == [.missingTable("auth_user"), .missingTable("django_session")])
            #expect(try await Self.tables(database) == 1)
        }
    }

    @Test("a database of a newer Hesap is refused")
    func newer() async throws {
        try await Self.withDatabase { database in
            _ = try await Migrator().run(on: database, at: .start)
            _ = try await database.write { session throws(Outage) in
                try session.run("INSERT INTO hesap_migration (number, name, applied_at) VALUES (99, 'later', 0)")
            }
            #expect(try await Migrator().run(on: database, at: .start).differences == [.newerStep(99)])
        }
    }

    /// A change to Django's own statement, and what is said about it.
    struct Variation: Sendable, CustomTestStringConvertible {
        let replace: String
        let with: String
        let expected: [SchemaDifference]

        var testDescription: String { with }
    }

    @Test(
        "a user table that differs is refused with what differs",
        arguments: [
            Variation(
                replace: ", \"first_name\" varchar(150) NOT NULL",
                with: "",
                expected: [
                    .missingColumn(table: "auth_user", column: "first_name")
                ]
            ),
            Variation(
                replace: "\"password\" varchar(128)",
                with: "\"password\" varchar(64)",
                expected: [
                    .otherType(table: "auth_user", column: "password", expected: "varchar(128)", found: "varchar(64)")
                ]
            ),
            Variation(
                replace: "\"id\" integer NOT NULL PRIMARY KEY AUTOINCREMENT",
                with: "\"id\" char(32) NOT NULL PRIMARY KEY",
                expected: [
                    .otherType(table: "auth_user", column: "id", expected: "integer", found: "char(32)")
                ]
            ),
            Variation(
                replace: "integer NOT NULL PRIMARY KEY AUTOINCREMENT",
                with: "integer NOT NULL",
                expected: [
                    .notPrimaryKey(table: "auth_user", column: "id")
                ]
            ),
            Variation(
                replace: "\"last_login\" datetime NULL",
                with: "\"last_login\" datetime NOT NULL",
                expected: [
                    .mustAllowNull(table: "auth_user", column: "last_login")
                ]
            ),
            Variation(
                replace: "\"email\" varchar(254) NOT NULL",
                with: "\"email\" varchar(254) NULL",
                expected: [
                    .mustRefuseNull(table: "auth_user", column: "email")
                ]
            ),
            Variation(
                replace: "\"is_active\" bool",
                with: "\"is_active\" varchar(5)",
                expected: [
                    .otherType(table: "auth_user", column: "is_active", expected: "bool", found: "varchar(5)")
                ]
            ),
            Variation(
                replace: "\"first_name\"",
                with: "\"tax_number\" varchar(20) NOT NULL, \"first_name\"",
                expected: [
                    .unknownRequiredColumn(table: "auth_user", column: "tax_number")
                ]
            ),
        ]
    )
    func differences(_ variation: Variation) async throws {
        try await check(variation)
    }

    @Test(
        "a shop's own user model with wider or further columns is accepted",
        arguments: [
            Variation(replace: "\"username\" varchar(150)", with: "\"username\" varchar(254)", expected: []),
            Variation(replace: "\"email\" varchar(254)", with: "\"email\" text", expected: []),
            Variation(replace: "\"first_name\"", with: "\"tax_number\" varchar(20) NULL, \"first_name\"", expected: []),
            Variation(
                replace: "\"first_name\"",
                with: "\"level\" integer NOT NULL DEFAULT 1, \"first_name\"",
                expected: []
            ),
            Variation(replace: "\"is_staff\" bool", with: "\"is_staff\" BOOL", expected: []),
        ]
    )
    func accepted(_ variation: Variation) async throws {
        try await check(variation)
    }

    private func check(_ variation: Variation) async throws {
        let tables = try Fixture.load().tables
        let user = try #require(tables["auth_user"]?.first)
        let changed = user.replacing(variation.replace, with: variation.with)
        try #require(changed != user)
        try await Self.withDatabase([changed] + (tables["django_session"] ?? [])) { database in
            #expect(try await Migrator().check(on: database).differences == variation.expected)
            let state = try await Migrator().run(on: database, at: .start)
            #expect(state.differences == variation.expected)
            #expect(state.steps.isEmpty == !variation.expected.isEmpty)
        }
    }

    @Test("an index that Django's rebuild of the user table dropped is made again")
    func lostIndex() async throws {
        try await Self.withDatabase { database in
            _ = try await Migrator().run(on: database, at: .start)
            _ = try await database.write { session throws(Outage) in try session.run("DROP INDEX hesap_user_email") }
            _ = try await Migrator().run(on: database, at: .start)
            let plan = try await database.read { session throws(Outage) in
                try session.all("EXPLAIN QUERY PLAN SELECT id FROM auth_user WHERE lower(email) = \("a@b.c")")
            }
            #expect(try plan.first?.text("detail").contains("hesap_user_email") == true)
        }
    }
}
