import DjangoCompat
import HesapDomain
import HesapSQL
import HesapTestKit
import Testing

@Suite("Beside a real Django")
struct DjangoTests {
    private static let shopUser = Identifier("shop_user")

    @Test("what Hesap makes in an empty database is what Django makes", arguments: Engine.available)
    func equalSchemas(_ engine: Engine) async throws {
        var byDjango: JSONValue?
        try await SharedDatabase.with(engine) { shared in
            byDjango = try await shared.django("migrate", "schema")["schema"]
        }
        try await SharedDatabase.with(engine) { shared in
            #expect(try await Migrator().run(on: shared.database, at: .start).differences.isEmpty)
            let byHesap = try await shared.django("schema")["schema"]
            guard case .array(let statements)? = byHesap else { throw Unexpected() }
            #expect(statements.count > 20)
            #expect(byHesap == byDjango)
        }
    }

    private struct Unexpected: Error {}

    @Test(
        "on a database that Hesap made Django has nothing to do, and can add what is its own",
        arguments: Engine.available
    )
    func hesapFirst(_ engine: Engine) async throws {
        try await SharedDatabase.with(engine) { shared in
            #expect(try await Migrator().run(on: shared.database, at: .start).differences.isEmpty)
            let answer = try await shared.django("migrate", "has_changes", "superuser")
            #expect(answer["migrate"] == .array([]))
            #expect(answer["has_changes"] == .bool(false))
            let id = try #require(answer["superuser"]?.integer.flatMap { AccountID($0) })
            let root = try #require(try await Stores(database: shared.database).accounts.find(id))
            #expect(root.email == "Root@example.com")
            #expect(root.profile == Profile())
            guard case .array(let added)? = try await shared.django("--admin", "migrate")["migrate"] else {
                throw Unexpected()
            }
            #expect(!added.isEmpty)
            #expect(added.allSatisfy { $0.string?.hasPrefix("admin.") == true })
            let state = try await Migrator().run(on: shared.database, at: .start)
            #expect(state == SchemaState(steps: [], differences: [], isEmailIndexed: false))
        }
    }

    @Test("a database that Django made gets Hesap's own tables and nothing else", arguments: Engine.available)
    func djangoFirst(_ engine: Engine) async throws {
        try await SharedDatabase.with(engine) { shared in
            let before = try await shared.django("migrate", "rows", "schema")
            let state = try await Migrator().run(on: shared.database, at: .start)
            #expect(state.differences.isEmpty && !state.steps.isEmpty && !state.isEmailIndexed)
            let after = try await shared.django("migrate", "has_changes", "schema")
            #expect(after["schema"] == before["schema"])
            #expect(after["migrate"] == .array([]))
            #expect(after["has_changes"] == .bool(false))
        }
    }

    @Test("a user and a session that Django made are an ordinary user's", arguments: Engine.available)
    func djangoRows(_ engine: Engine) async throws {
        try await SharedDatabase.with(engine) { shared in
            _ = try await shared.django("migrate", "rows")
            _ = try await Migrator().run(on: shared.database, at: .start)
            let stores = Stores(database: shared.database)
            let ada = try #require(try await stores.accounts.find(email: try address("ada@example.com")))
            #expect(ada.email == "Ada@Example.com")
            #expect(ada.lastLogin == Timestamp(seconds: 1_767_323_045))
            #expect(ada.dateJoined == Timestamp(microseconds: 1_767_323_045_678_901))
            #expect(ada.profile == Profile() && ada.profile.userType == .registered)
            let key = try #require(SessionKey(String(repeating: "a", count: 32)))
            #expect(try await stores.sessions.load(key, now: .start)?.text == "payload")
            var changes = ProfileChanges()
            changes.firstName = .set("Augusta")
            #expect(try await stores.accounts.update(ada.id, changes))
            #expect(try await stores.accounts.find(ada.id)?.firstName == "Augusta")
            #expect(try await stores.anonymizations.anonymize(anonymization(of: ada.id)))
        }
    }

    @Test("a user model of the shop's own, in a table of its own, is taken over", arguments: Engine.available)
    func customModel(_ engine: Engine) async throws {
        let table = try #require(Self.shopUser)
        try await SharedDatabase.with(engine) { shared in
            let before = try await shared.django("--custom", "migrate", "rows", "schema")
            let state = try await Migrator(userTable: table).run(on: shared.database, emailIndex: false, at: .start)
            #expect(state.differences.isEmpty)
            let accounts = SQLAccounts(database: shared.database, userTable: table)
            let account = try newAccount("bob@example.com")
            let bob = try #require(try await accounts.create(account, mail: [], at: .start))
            let after = try await shared.django("--custom", "has_changes", "schema", "users")
            #expect(after["schema"] == before["schema"])
            #expect(after["has_changes"] == .bool(false))
            let row: [JSONValue] = [
                .number(String(bob.raw)), .string("bob@example.com"), .string("bob@example.com"),
                .string("2027-01-15T08:00:00.123456+00:00"),
            ]
            guard case .array(let users)? = after["users"] else { throw Unexpected() }
            #expect(users.last == .array(row))
            #expect(try await Migrator().check(on: shared.database).differences == [.missingTable("auth_user")])
        }
    }

    @Test("Hesap's rows outlive a migration that writes the user table anew", arguments: Engine.available)
    func rebuiltTable(_ engine: Engine) async throws {
        let table = try #require(Self.shopUser)
        try await SharedDatabase.with(engine) { shared in
            _ = try await shared.django("--custom", "migrate")
            let migrator = Migrator(userTable: table)
            #expect(try await migrator.run(on: shared.database, emailIndex: true, at: .start).isEmailIndexed)
            let accounts = SQLAccounts(database: shared.database, userTable: table)
            let account = try newAccount("bob@example.com", profile: fullProfile())
            #expect(try await accounts.create(account, mail: [], at: .start) != nil)
            let later = try await shared.django("--custom", "--later", "migrate")
            #expect(later["migrate"] == .array([.string("shop.0002_later")]))
            let bob = try #require(try await accounts.find(email: try address("bob@example.com")))
            #expect(bob.profile == fullProfile())
            // SQLite's rebuild drops what Django does not know; the check then says so.
            #expect(try await migrator.check(on: shared.database).isEmailIndexed == (engine == .postgres))
            let again = try await migrator.run(on: shared.database, emailIndex: true, at: .start)
            #expect(again.isEmailIndexed && again.steps.isEmpty == (engine == .postgres))
        }
    }

    @Test("sessions and users that Django deletes take Hesap's rows about them along", arguments: Engine.available)
    func deletions(_ engine: Engine) async throws {
        let session = try #require(Identifier("hesap_session"))
        let profile = try #require(Identifier("hesap_profile"))
        let history = try #require(Identifier("hesap_password_history"))
        try await SharedDatabase.with(engine) { shared in
            _ = try await Migrator().run(on: shared.database, at: .start)
            let stores = Stores(database: shared.database)
            let ada = try await stores.makeAccount(profile: fullProfile())
            #expect(try await stores.passwords.replace(replacement(of: ada)))
            _ = try await stores.signedIn(ada.id)
            #expect(try await shared.django("flush_sessions")["flush_sessions"] == .number("1"))
            #expect(try await shared.count(session) == 0)
            _ = try await stores.signedIn(ada.id)
            #expect(try await shared.count(session) == 1)
            #expect(try await shared.django("expire_sessions")["expire_sessions"] == .number("0"))
            #expect(try await shared.count(session) == 0)
            _ = try await stores.signedIn(ada.id)
            #expect(try await shared.count(history) == 1)
            #expect(try await shared.django("delete_users")["delete_users"] == .number("0"))
            for table in [session, profile, history] {
                #expect(try await shared.count(table) == 0)
            }
        }
    }

    @Test(
        "manage.py flush works on SQLite and is refused by PostgreSQL, as the documents say",
        arguments: Engine.available
    )
    func flush(_ engine: Engine) async throws {
        try await SharedDatabase.with(engine) { shared in
            _ = try await Migrator().run(on: shared.database, at: .start)
            _ = try await Stores(database: shared.database).makeAccount()
            #expect(try await shared.django("flush")["flush"] == .bool(engine == .sqlite))
            #expect(try await shared.count(.authUser) == (engine == .sqlite ? 0 : 1))
        }
    }
}
