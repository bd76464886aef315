import HesapDomain
import HesapPostgres
import HesapSQL
import HesapSQLite
import HesapTestKit
import Testing

@Suite("Migrations")
struct MigratorTests {
    private static func tables(_ database: any Database) async throws -> Int {
        try await database.all(database.dialect.tables).count
    }

    @Test("an empty database with a user table of another name is left to Django", arguments: Engine.available)
    func otherName(_ engine: Engine) async throws {
        let name = try #require(Identifier("shop_user"))
        try await engine.withDatabase { database in
            let expected = [SchemaDifference.emptyDatabase(userTable: "shop_user")]
            #expect(try await Migrator(userTable: name).check(on: database).differences == expected)
            let state = try await Migrator(userTable: name).run(on: database, at: .start)
            #expect(state.differences == expected && state.steps.isEmpty)
            #expect(try await Self.tables(database) == 0)
        }
    }

    @Test("a new database has no account, of a guest, a shopper or an operator", arguments: Engine.available)
    func noAccount(_ engine: Engine) async throws {
        try await engine.withStores { stores in
            let accounts = try await stores.count("SELECT count(*) AS n FROM auth_user")
            let profiles = try await stores.count("SELECT count(*) AS n FROM hesap_profile")
            #expect(accounts == 0 && profiles == 0)
        }
    }

    @Test("running again does nothing", arguments: Engine.available)
    func again(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
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

    @Test("of several processes that start at once on a file one does the work")
    func severalOnSQLite() async throws {
        try await withTemporaryFile { path in
            let databases = [try SQLiteDatabase(path: path), try SQLiteDatabase(path: path)]
            try await Self.expectOneToWork(databases)
            for database in databases {
                await database.close()
            }
        }
    }

    @Test("of several processes that start at once on a server one does the work")
    func severalOnPostgres() async throws {
        try await TestPostgres.withSchema { url in
            // As patient as `hesap migrate`: the others wait for the one that works.
            var databases: [PostgresDatabase] = []
            for _ in 0..<4 {
                databases.append(try TestPostgres.open(url, connections: 2))
            }
            try await Self.expectOneToWork(databases)
            for database in databases {
                await database.close()
            }
        }
    }

    private static func expectOneToWork(_ databases: [any Database]) async throws {
        let states = try await concurrently(databases.count * 2) { number in
            try await Migrator().run(on: databases[number % databases.count], emailIndex: true, at: .start)
        }
        #expect(states.filter { !$0.steps.isEmpty }.count == 1)
        #expect(states.allSatisfy { $0.differences.isEmpty && $0.isEmailIndexed })
    }

    @Test(
        "tables of somebody else without Django's are refused, and nothing is made beside them",
        arguments: Engine.available
    )
    func foreignDatabase(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            try await database.run("CREATE TABLE orders (id INTEGER PRIMARY KEY)")
            let state = try await Migrator().run(on: database, at: .start)
            #expect(state.differences == [.missingTable("auth_user"), .missingTable("django_session")])
            #expect(try await Self.tables(database) == 1)
        }
    }

    @Test("a database of a newer Hesap is refused", arguments: Engine.available)
    func newer(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            _ = try await Migrator().run(on: database, at: .start)
            try await database.run("INSERT INTO hesap_migration (number, name, applied_at) VALUES (99, 'later', 0)")
            #expect(try await Migrator().run(on: database, at: .start).differences == [.newerStep(99)])
        }
    }

    @Test("sessions live on when their index is made anew, and still go with their row", arguments: Engine.available)
    func sessionsByOwner(_ engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            let keys = [try await stores.signedIn(account.id), try await stores.signedIn(account.id)]
            let before = try await stores.list.sessions(of: account.id, now: .start)
            // What the seventh step left: the eighth and the ninth undone.
            for statement: SQL in [
                "DROP INDEX hesap_session_owner",
                "CREATE UNIQUE INDEX hesap_session_public ON hesap_session (public_id)",
                "CREATE INDEX hesap_session_user ON hesap_session (user_id)",
                "DELETE FROM hesap_migration WHERE number >= 8",
            ] {
                try await stores.run(statement)
            }
            let steps = try await Migrator().run(on: stores.database, at: .start).steps
            #expect(steps == ["sessions by owner", "sessions in the order of their keys"])
            #expect(try await stores.list.sessions(of: account.id, now: .start) == before)
            try await stores.sessions.delete(keys[0])
            #expect(try await stores.list.sessions(of: account.id, now: .start).map(\.key) == [keys[1]])
            #expect(try await stores.count("SELECT count(*) AS n FROM hesap_session") == 1)
        }
    }

    @Test("SQLite finds a session's place in the index without another index")
    func sessionsByKey() async throws {
        try await Engine.sqlite.withStores { stores in
            let plan = try await stores.rows("EXPLAIN QUERY PLAN SELECT * FROM hesap_session WHERE session_key = 'a'")
            let text = try #require(plan.first).text("detail")
            #expect(text == "SEARCH hesap_session USING PRIMARY KEY (session_key=?)")
        }
    }

    @Test("mails that waited before there were dead letters still leave, and none is dead", arguments: Engine.available)
    func deadLetters(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            _ = try await Migrator().run(on: database, at: .start)
            // What the third step left: the fourth undone.
            for statement: SQL in [
                "DROP INDEX hesap_outbox_due", "ALTER TABLE hesap_outbox DROP COLUMN dead_at",
                "CREATE INDEX hesap_outbox_due ON hesap_outbox (topic, due_at)",
                "DELETE FROM hesap_migration WHERE number = 4",
            ] {
                try await database.run(statement)
            }
            let stores = Stores(database: database)
            for number in 0..<3 {
                try await stores.outbox.enqueue(mail(.welcome, to: "\(number)@example.com"), at: .start)
            }
            try await database.run("UPDATE hesap_outbox SET failures = 50, last_failure = '451' WHERE id = 2")
            #expect(try await Migrator().check(on: database).steps == ["dead letters"])
            #expect(try await Migrator().run(on: database, at: .start).steps == ["dead letters"])
            #expect(try await stores.outbox.dead() == 0)
            let claimed = try await stores.outbox.claim(limit: 9, now: .start, leaseSeconds: 9)
            #expect(claimed.map(\.failures) == [0, 50, 0])
            #expect(claimed.map(\.mail.recipient) == ["0@example.com", "1@example.com", "2@example.com"])
        }
    }

    @Test("the index on addresses is made when asked for, kept when not, and used", arguments: Engine.available)
    func emailIndex(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            #expect(try await !Migrator().run(on: database, at: .start).isEmailIndexed)
            #expect(try await !Migrator().check(on: database).isEmailIndexed)
            let made = try await Migrator().run(on: database, emailIndex: true, at: .start)
            #expect(made.steps == ["index hesap_user_email"] && made.isEmailIndexed)
            #expect(try await Migrator().run(on: database, emailIndex: true, at: .start).steps.isEmpty)
            #expect(try await Migrator().run(on: database, at: .start).isEmailIndexed)
            #expect(try await Self.plan(of: database).contains("hesap_user_email"))
        }
    }

    /// How the engine would look up an address among many: with few rows PostgreSQL always reads them all.
    private static func plan(of database: any Database) async throws -> String {
        try await database.write { session throws(Outage) in
            guard database.dialect.migrationLock != nil else {
                let statement: SQL = "EXPLAIN QUERY PLAN SELECT id FROM auth_user WHERE lower(email) = \("a@b.c")"
                return try session.first(statement)?.text("detail") ?? ""
            }
            try session.run("SET LOCAL enable_seqscan = off")
            var lines = ""
            for row in try session.all(
                "EXPLAIN SELECT id FROM auth_user WHERE lower(email COLLATE \"C\") = 'a@b.c'"
            ) {
                lines += try row.text("QUERY PLAN")
            }
            return lines
        }
    }

    @Test("an index that CREATE INDEX CONCURRENTLY left half-made does not count and is replaced")
    func invalidIndex() async throws {
        try await Engine.postgres.withDatabase { database in
            _ = try await Migrator().run(on: database, emailIndex: true, at: .start)
            // What a broken CONCURRENTLY leaves behind.
            try await database.run(
                "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'hesap_user_email'::regclass"
            )
            #expect(try await !Migrator().check(on: database).isEmailIndexed)
            let state = try await Migrator().run(on: database, emailIndex: true, at: .start)
            #expect(state.steps == ["index hesap_user_email"] && state.isEmailIndexed)
        }
    }

    @Test("views that an extension brought do not make a database that is in use")
    func extensionViews() async throws {
        try await Engine.postgres.withDatabase { database in
            try await database.run("CREATE VIEW statistics AS SELECT 1 AS n")
            #expect(try await Self.tables(database) == 1)
            // Membership in an extension is what tells such a view; plpgsql is there in every database.
            try await database.run("ALTER EXTENSION plpgsql ADD VIEW statistics")
            #expect(try await Self.tables(database) == 0)
            try await database.run("ALTER EXTENSION plpgsql DROP VIEW statistics")
        }
    }
}
