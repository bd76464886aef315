import HesapDomain
import HesapSQL
import HesapSQLite
import Testing

@Suite("SQLite reads that wait together")
struct SharedReadTests {
    /// A database with one reader, which is held until it is let go.
    private static func withHeldReader(_ body: (SQLiteDatabase, Blocker) async throws -> Void) async throws {
        try await withTemporaryFile { path in
            // Beside all other tests it may take longer than five seconds until all wait.
            let database = try SQLiteDatabase(path: path, readers: 1, readWaitLimit: .seconds(600))
            _ = try await database.write { session throws(Outage) in
                try session.run("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)")
            }
            try await Blocker().holdReader(database) { reader in try await body(database, reader) }
            await database.close()
        }
    }

    @Test("one that fails is told so alone", .timeLimit(.minutes(5)))
    func failure() async throws {
        try await Self.withHeldReader { database, reader in
            async let outcomes = withTaskGroup(of: (Int, Int64?).self) { group in
                for number in 0..<10 {
                    group.addTask {
                        let wrong: SQL = "SELECT nothing FROM t"
                        let right: SQL = "SELECT \(number) AS n"
                        let row = try? await database.first(number == 4 ? wrong : right)
                        return (number, try? row?.integer("n"))
                    }
                }
                return await group.reduce(into: [:]) { $0[$1.0] = .some($1.1) }
            }
            await waitForQueue(10, of: database, \.waitingReads)
            reader.letGo()
            let found = await outcomes
            #expect(found == Dictionary(uniqueKeysWithValues: (0..<10).map { ($0, $0 == 4 ? nil : Int64($0)) }))
        }
    }

    @Test("each sees what was committed before it was asked", .timeLimit(.minutes(5)))
    func freshness() async throws {
        try await Self.withHeldReader { database, reader in
            async let earlier = database.all("SELECT id FROM t")
            await waitForQueue(1, of: database, \.waitingReads)
            _ = try await database.write { session throws(Outage) in try session.run("INSERT INTO t (id) VALUES (1)") }
            async let later = database.all("SELECT id FROM t")
            await waitForQueue(2, of: database, \.waitingReads)
            reader.letGo()
            #expect(try await later.count == 1)
            _ = try await earlier
        }
    }

    @Test("a read bracket among them has its own view, and they end before it answers", .timeLimit(.minutes(5)))
    func bracket() async throws {
        try await Self.withHeldReader { database, reader in
            async let first = database.all("SELECT 1 AS n")
            await waitForQueue(1, of: database, \.waitingReads)
            async let counts = database.read { session throws(Outage) in
                (try session.all("SELECT id FROM t").count, try session.all("SELECT id FROM t").count)
            }
            await waitForQueue(2, of: database, \.waitingReads)
            async let last = database.all("SELECT 3 AS n")
            await waitForQueue(3, of: database, \.waitingReads)
            reader.letGo()
            let (before, after) = try await counts
            #expect(before == 0 && after == 0)
            #expect(try await first[0].integer("n") == 1)
            #expect(try await last[0].integer("n") == 3)
            // No transaction was left open on the reader: it sees what is written now.
            _ = try await database.write { session throws(Outage) in try session.run("INSERT INTO t (id) VALUES (1)") }
            #expect(try await database.all("SELECT id FROM t").count == 1)
        }
    }
}
