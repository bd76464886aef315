import Foundation
import HesapDomain
import HesapPostgres
import HesapSQL
import Testing

@Suite("PostgreSQL driver")
struct PostgresDatabaseTests {
    private static func withTable(
        connections: Int = 4,
        queueLimit: Int = 1024,
        waitLimit: Duration = .seconds(10),
        statementTimeout: Duration = .seconds(10),
        _ body: (PostgresDatabase) async throws -> Void
    ) async throws {
        try await TestPostgres.withSchema { text in
            let database = PostgresDatabase(
                try #require(PostgresURL(text)),
                connections: connections,
                queueLimit: queueLimit,
                waitLimit: waitLimit,
                statementTimeout: statementTimeout
            )
            try await database.run("CREATE TABLE t (id bigint PRIMARY KEY, name text, flag boolean)")
            try await body(database)
            await database.close()
        }
    }

    private static func count(_ database: PostgresDatabase) async throws -> Int64 {
        try #require(try await database.first("SELECT count(*) AS n FROM t")).integer("n")
    }

    private static func server(connections: Int = 1) throws -> PostgresDatabase {
        let text = try #require(TestPostgres.url)
        let url = try #require(PostgresURL(text))
        return PostgresDatabase(url, connections: connections)
    }

    /// Ends all connections of the database's pool, as a restart of the server does.
    private static func breakConnections(of database: PostgresDatabase, by other: PostgresDatabase) async throws {
        let rows = try await database.all("SELECT pg_backend_pid()::bigint AS pid")
        let pid = try #require(rows.first).integer("pid")
        _ = try await other.all("SELECT pg_terminate_backend(\(pid)::integer) AS done")
    }

    @Test("values of every kind come back as they were bound")
    func values() async throws {
        try await Self.withTable { database in
            let texts = [
                "", "İıŞğ 😀 e\u{301}", "'; DROP TABLE t; --", "\\x00 \\n", String(repeating: "ş", count: 100_000),
            ]
            for (id, text) in texts.enumerated() {
                try await database.run("INSERT INTO t (id, name, flag) VALUES (\(id), \(text), \(id % 2 == 0))")
            }
            let rows = try await database.all("SELECT id, name, flag, NULL AS nothing FROM t ORDER BY id")
            #expect(try rows.map { try $0.text("name") } == texts)
            #expect(try rows.map { try $0.bool("flag") } == [true, false, true, false, true])
            #expect(try rows.map { try $0.integer("id") } == [0, 1, 2, 3, 4])
            #expect(try rows.map { try $0.value("nothing") } == Array(repeating: .null, count: texts.count))
        }
    }

    @Test("a bracket that throws is rolled back, and the connection goes on")
    func rollBack() async throws {
        try await Self.withTable(connections: 1) { database in
            let refusal = Outage.fault(detail: "refused by the test")
            let outage = await caughtOutage { () async throws(Outage) in
                try await database.write { session throws(Outage) in
                    try session.run("INSERT INTO t (id) VALUES (1)")
                    throw refusal
                }
            }
            #expect(outage == refusal)
            let count = try await Self.count(database)
            #expect(count == 0)
        }
    }

    @Test("a failed statement is not committed around, even when the bracket goes on")
    func swallowed() async throws {
        try await Self.withTable(connections: 1) { database in
            let outage = await caughtOutage { () async throws(Outage) in
                try await database.write { session throws(Outage) in
                    try session.run("INSERT INTO t (id) VALUES (1)")
                    _ = try? session.run("INSERT INTO nowhere (id) VALUES (1)")
                }
            }
            #expect(outage != nil)
            let count = try await Self.count(database)
            #expect(count == 0)
        }
    }

    @Test("an error names code, table and constraint, and no value")
    func errorsAreMute() async throws {
        try await Self.withTable { database in
            let statements: [SQL] = [
                "INSERT INTO t (id) VALUES (\("ada@example.com"))", "SELECT \("ada@example.com")::bigint AS x",
                "INSERT INTO t (id, name) VALUES (NULL, \("ada@example.com"))",
            ]
            for statement in statements {
                let outage = try #require(
                    await caughtOutage { () async throws(Outage) in _ = try await database.run(statement) }
                )
                guard case .fault(let detail) = outage else {
                    Issue.record("\(outage) instead of a fault")
                    continue
                }
                #expect(detail.contains("PostgreSQL: error 2"))
                #expect(!detail.contains("ada"))
            }
        }
    }

    @Test("NUL in a text is refused instead of cut")
    func nul() async throws {
        try await Self.withTable { database in
            let outage = await caughtOutage { () async throws(Outage) in
                try await database.run("INSERT INTO t (id, name) VALUES (1, \("a\0b"))")
            }
            #expect(outage == .fault(detail: "a bound text holds NUL"))
        }
    }

    @Test("a read sees one state while others write")
    func snapshot() async throws {
        try await Self.withTable { database in
            let counts = try await database.read { session throws(Outage) in
                let before = try session.all("SELECT count(*) AS n FROM t")
                let semaphore = DispatchSemaphore(value: 0)
                Task {
                    try await database.run("INSERT INTO t (id) VALUES (1)")
                    semaphore.signal()
                }
                semaphore.wait()
                return try (before + session.all("SELECT count(*) AS n FROM t")).map { $0 }
            }
            #expect(try counts.map { try $0.integer("n") } == [0, 0])
        }
    }

    @Test("two brackets that cross both succeed")
    func crossing() async throws {
        try await Self.withTable { database in
            try await database.run("INSERT INTO t (id, name) VALUES (1, ''), (2, '')")
            // Each locks one row and then wants the other's: PostgreSQL ends one of the two, the driver runs it again.
            let results = try await concurrently(2) { number in
                try await database.write { session throws(Outage) in
                    let ids = number == 0 ? [1, 2] : [2, 1]
                    for id in ids {
                        try session.run("UPDATE t SET name = name || 'x' WHERE id = \(id)")
                        _ = try session.all("SELECT pg_sleep(0.05)::text AS slept")
                    }
                    return true
                }
            }
            #expect(results.count == 2)
            let rows = try await database.all("SELECT name FROM t")
            #expect(try rows.map { try $0.text("name") } == ["xx", "xx"])
        }
    }

    @Test("a row that somebody inserted since the bracket looked is found when it runs again")
    func lateInsert() async throws {
        try await Self.withTable(connections: 8) { database in
            let made = try await concurrently(8) { _ in
                try await database.write { session throws(Outage) in
                    guard try session.first("SELECT id FROM t WHERE id = 1") == nil else { return false }
                    _ = try session.all("SELECT pg_sleep(0.02)::text AS slept")
                    try session.run("INSERT INTO t (id) VALUES (1)")
                    return true
                }
            }
            #expect(made.filter { $0 }.count == 1)
        }
    }

    @Test("after the server ended the connections the next brackets work", arguments: [true, false])
    func reconnect(whileIdle: Bool) async throws {
        try await Self.withTable(connections: 1) { database in
            let other = try Self.server()
            try await Self.breakConnections(of: database, by: other)
            if whileIdle { try await Task.sleep(for: .milliseconds(50)) }
            try await database.write { session throws(Outage) in _ = try session.run("INSERT INTO t (id) VALUES (1)") }
            let count = try await Self.count(database)
            #expect(count == 1)
            await other.close()
        }
    }

    @Test("a statement that takes too long is given up as busy, and the pool goes on")
    func timeout() async throws {
        try await TestPostgres.withSchema { text in
            let url = try #require(PostgresURL(text))
            let database = PostgresDatabase(url, connections: 1, statementTimeout: .seconds(2))
            let outage = await caughtOutage { () async throws(Outage) in
                _ = try await database.all("SELECT pg_sleep(30)::text AS slept")
            }
            #expect(outage == .busy(retryAfterSeconds: 1))
            let row = try await database.first("SELECT 1 AS one")
            #expect(try #require(row).integer("one") == 1)
            await database.close()
        }
    }

    @Test("more brackets than may wait are refused at once")
    func queueIsBounded() async throws {
        try await Self.withTable(connections: 1, queueLimit: 3) { database in
            let outcomes = try await concurrently(12) { _ in
                await caughtOutage { () async throws(Outage) in
                    // A bracket: statements that wait together would travel together.
                    try await database.read { session throws(Outage) in
                        _ = try session.all("SELECT pg_sleep(0.3)::text AS slept")
                    }
                }
            }
            #expect(outcomes.filter { $0 == nil }.count == 4)
            #expect(outcomes.filter { $0 == .busy(retryAfterSeconds: 1) }.count == 8)
        }
    }

    @Test("who waited too long is refused instead of run")
    func waitIsBounded() async throws {
        try await Self.withTable(connections: 1, waitLimit: .milliseconds(50)) { database in
            let outcomes = try await concurrently(3) { _ in
                await caughtOutage { () async throws(Outage) in
                    // A bracket: statements that wait together would travel together.
                    try await database.read { session throws(Outage) in
                        _ = try session.all("SELECT pg_sleep(0.5)::text AS slept")
                    }
                }
            }
            #expect(outcomes.filter { $0 == nil }.count == 1)
            #expect(outcomes.filter { $0 == .busy(retryAfterSeconds: 1) }.count == 2)
        }
    }

    @Test("a server that is not there is an outage, not a fault")
    func noServer() async throws {
        let url = try #require(PostgresURL("postgres://u:geheim@127.0.0.1:1/x"))
        let database = PostgresDatabase(url, connections: 1)
        let outage = try #require(
            await caughtOutage { () async throws(Outage) in _ = try await database.all("SELECT 1 AS one") }
        )
        guard case .unavailable(let detail) = outage else {
            Issue.record("\(outage)")
            return
        }
        #expect(detail.contains("127.0.0.1"))
        #expect(!detail.contains("geheim"))
        await database.close()
        let closed = await caughtOutage { () async throws(Outage) in _ = try await database.all("SELECT 1 AS one") }
        #expect(closed == .unavailable(detail: "PostgreSQL: the database is closed"))
    }

    @Test("of several hosts the one that answers is found")
    func severalHosts() async throws {
        let server = try #require(TestPostgres.url)
        let both = server.replacingOccurrences(of: "@127.0.0.1:", with: "@127.0.0.1:1,127.0.0.1:")
        let database = PostgresDatabase(try #require(PostgresURL(both)), connections: 1)
        let row = try await database.first("SELECT 1 AS one")
        #expect(try #require(row).integer("one") == 1)
        await database.close()
    }

    @Test("a notice arrives, and so does the news that some may have been missed")
    func notices() async throws {
        let text = try #require(TestPostgres.url)
        let url = try #require(PostgresURL(text))
        let channel = try #require(Identifier("test_" + UUID().uuidString.filter { $0 != "-" }.lowercased()))
        let database = PostgresDatabase(url, connections: 1)
        var changes = PostgresNotices(url, channel: channel).changes().makeAsyncIterator()
        await changes.next()
        _ = try await database.all("SELECT pg_notify(\(channel.name), '')::text AS sent")
        await changes.next()
        _ = try await database.all(
            """
            SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity
            WHERE query = \("LISTEN \"\(channel.name)\"")
            """
        )
        await changes.next()
        await database.close()
    }
}
