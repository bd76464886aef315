import Dispatch
import HesapDomain
import HesapPostgres
import HesapSQL
import Testing

@Suite("PostgreSQL shared with others")
struct PostgresSharingTests {
    @Test("a row that somebody holds is busy for those who want it, and delays nobody else for long")
    func heldRow() async throws {
        try await TestPostgres.withSchema { text in
            let url = try #require(PostgresURL(text))
            let other = PostgresDatabase(url, connections: 3, statementTimeout: .seconds(60))
            try await other.run("CREATE TABLE t (id bigint PRIMARY KEY, name text)")
            try await other.run("INSERT INTO t (id, name) VALUES (0, ''), (1, ''), (2, ''), (3, '')")
            // One connection for single writes: all of them wait behind the held row.
            let database = PostgresDatabase(
                url,
                connections: 3,
                waitLimit: .seconds(30),
                statementTimeout: .seconds(8),
                lockLimit: .milliseconds(200)
            )
            let (outages, bracket) = try await Self.whileHeld(in: other) {
                let outages = try await concurrently(12) { number in
                    await caughtOutage { () async throws(Outage) in
                        try await database.run("UPDATE t SET name = 'x' WHERE id = \(number % 4)", row: "\(number % 4)")
                    }
                }
                let bracket = await caughtOutage { () async throws(Outage) in
                    try await database.run("UPDATE t SET name = 'x' WHERE id = 0")
                }
                return (outages, bracket)
            }
            #expect(outages.filter { $0 == nil }.count == 9)
            #expect(outages.filter { $0 == .busy(retryAfterSeconds: 1) }.count == 3)
            #expect(bracket == .busy(retryAfterSeconds: 1))
            try await database.run("UPDATE t SET name = 'y' WHERE id = 0", row: "0")
            await database.close()
            await other.close()
        }
    }

    /// Runs `work` while a transaction of `database` holds the row 0.
    private static func whileHeld<Value>(in database: PostgresDatabase, _ work: () async throws -> Value) async throws
        -> Value
    {
        let gate = DispatchSemaphore(value: 0)
        let (started, signal) = AsyncStream<Void>.makeStream()
        async let held: Void = database.write { session throws(Outage) in
            defer { signal.finish() }
            _ = try session.all("SELECT id FROM t WHERE id = 0 FOR UPDATE")
            signal.yield()
            gate.wait()
        }
        for await _ in started { break }
        let result: Result<Value, any Error>
        do { result = .success(try await work()) } catch { result = .failure(error) }
        gate.signal()
        try await held
        return try result.get()
    }

    @Test("one name on the server is one statement, in whatever order connections prepare them")
    func statementNames() async throws {
        let server = try #require(TestPostgres.url)
        let url = try #require(PostgresURL(server))
        let statements: [SQL] = ["SELECT 1 AS one", "SELECT 2 AS two", "SELECT 3 AS three"]
        var names: [[String: String]] = []
        for order in [statements, statements.reversed()] {
            let database = PostgresDatabase(url, connections: 3)
            for statement in order { _ = try await database.all(statement) }
            let rows = try await database.all("SELECT name, statement FROM pg_prepared_statements")
            names.append(
                Dictionary(uniqueKeysWithValues: try rows.map { (try $0.text("statement"), try $0.text("name")) })
            )
            await database.close()
        }
        #expect(names.allSatisfy { $0.count == 4 && Set($0.values).count == 4 })
        #expect(names.first == names.last)
    }

    @Test("a path of schemas that are not there is told in PostgreSQL's words")
    func noSchema() async throws {
        let server = try #require(TestPostgres.url)
        let url = try #require(PostgresURL(server + "?options=-csearch_path%3Dno_such_schema"))
        let database = PostgresDatabase(url, connections: 3)
        let outage = await caughtOutage { () async throws(Outage) in
            try await database.run("CREATE TABLE t (id bigint)")
        }
        #expect(outage == .fault(detail: "PostgreSQL: error 3F000 no schema has been selected to create in"))
        await database.close()
    }
}
