import Foundation
import HesapDomain
import HesapSQL
import HesapSQLite
import Testing

@Suite("Group commit of the SQLite driver")
struct GroupCommitTests {
    /// A bracket of the test, as data: an array of closures with typed throws crashes the compiler of Swift 6.3.1.
    private enum Body: Sendable {
        case insert([Int])
        case insertAndThrow(Int)
        case insertOrphan(Int)
        /// What SQLite does by itself on a full disk.
        case insertOrRollBack(Int)

        func run(_ session: any SQLSession) throws(Outage) {
            switch self {
            case .insert(let ids):
                for id in ids {
                    try session.run("INSERT INTO t (id) VALUES (\(id))")
                }
            case .insertAndThrow(let id):
                try session.run("INSERT INTO t (id) VALUES (\(id))")
                throw GroupCommitTests.refusal
            case .insertOrphan(let id):
                try session.run("INSERT INTO t (id, parent) VALUES (\(id), 77)")
            case .insertOrRollBack(let id):
                try session.run("INSERT OR ROLLBACK INTO t (id) VALUES (\(id))")
            }
        }
    }

    private static let refusal = Outage.fault(detail: "refused by the test")

    private static func write(_ body: Body, _ database: SQLiteDatabase) async throws(Outage) {
        try await database.write { session throws(Outage) in try body.run(session) }
    }

    /// What became of the writes that waited together, in the order in which they were queued.
    private static func batch(_ database: SQLiteDatabase, _ bodies: [Body]) async throws -> [Outage?] {
        var outcomes: [Outage?] = Array(repeating: nil, count: bodies.count)
        try await Blocker().hold(database, "INSERT INTO t (id) VALUES (1000)") { blocker in
            await withTaskGroup(of: (Int, Outage?).self) { group in
                for (index, body) in bodies.enumerated() {
                    group.addTask { (index, await outcome(of: body, database)) }
                    await waitForQueue(index + 1, of: database)
                }
                blocker.letGo()
                for await (index, outage) in group {
                    outcomes[index] = outage
                }
            }
        }
        return outcomes
    }

    private static func outcome(of body: Body, _ database: SQLiteDatabase) async -> Outage? {
        do throws(Outage) {
            try await write(body, database)
            return nil
        } catch {
            return error
        }
    }

    private static func withTable(_ body: (SQLiteDatabase) async throws -> Void) async throws {
        try await withTemporaryFile { path in
            let database = try SQLiteDatabase(path: path)
            _ = try await database.write { session throws(Outage) in
                try session.run(
                    """
                    CREATE TABLE t (
                        id INTEGER PRIMARY KEY, parent INTEGER REFERENCES t (id) DEFERRABLE INITIALLY DEFERRED)
                    """
                )
            }
            try await body(database)
            await database.close()
        }
    }

    private static func ids(_ database: SQLiteDatabase) async throws -> [Int64] {
        try await database.read { session throws(Outage) in
            var ids: [Int64] = []
            for row in try session.all("SELECT id FROM t WHERE id < 1000 ORDER BY id") {
                ids.append(try row.integer("id"))
            }
            return ids
        }
    }

    @Test("a write that throws, or breaks a constraint, is rolled back alone")
    func isolation() async throws {
        try await Self.withTable { database in
            let bodies: [Body] = [.insert([1]), .insertAndThrow(2), .insert([3, 1]), .insert([4])]
            let outcomes = try await Self.batch(database, bodies)
            #expect(outcomes[0] == nil)
            #expect(outcomes[1] == Self.refusal)
            #expect(outcomes[2] != nil)
            #expect(outcomes[3] == nil)
            #expect(try await Self.ids(database) == [1, 4])
        }
    }

    @Test("when the commit fails, everybody in it is told and nothing is written")
    func commitFailure() async throws {
        try await Self.withTable { database in
            let bodies: [Body] = [.insert([1]), .insertOrphan(2), .insert([3])]
            let outcomes = try await Self.batch(database, bodies)
            #expect(outcomes.allSatisfy { $0 != nil })
            #expect(try await Self.ids(database).isEmpty)
            try await Self.write(.insert([5]), database)
            #expect(try await Self.ids(database) == [5])
        }
    }

    @Test("when SQLite gives up the transaction, those before it are told and those after it are written")
    func abandoned() async throws {
        try await Self.withTable { database in
            let bodies: [Body] = [.insert([1]), .insertOrRollBack(1), .insert([3])]
            let outcomes = try await Self.batch(database, bodies)
            #expect(outcomes[0] != nil)
            #expect(outcomes[1] != nil)
            #expect(outcomes[2] == nil)
            #expect(try await Self.ids(database) == [3])
        }
    }

    @Test("a checkpoint does not part the writes around it, and moves also the later one into the file")
    func checkpointBetween() async throws {
        try await withTemporaryFile { path in
            let database = try SQLiteDatabase(path: path)
            _ = try await database.write { session throws(Outage) in
                try session.run("CREATE TABLE t (id INTEGER PRIMARY KEY)")
            }
            try await Blocker().hold(database, "INSERT INTO t (id) VALUES (1000)") { blocker in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await Self.write(.insert([1]), database) }
                    await waitForQueue(1, of: database)
                    group.addTask { await database.checkpoint() }
                    await waitForQueue(2, of: database)
                    group.addTask { try await Self.write(.insert([2]), database) }
                    await waitForQueue(3, of: database)
                    blocker.letGo()
                    try await group.waitForAll()
                }
            }
            #expect(try Data(contentsOf: URL(filePath: path + "-wal")).isEmpty)
            #expect(try await Self.ids(database) == [1, 2])
            await database.close()
        }
    }

    @Test("of many writes at once every single one is there when it was answered")
    func many() async throws {
        try await Self.withTable { database in
            _ = try await concurrently(600) { number in
                try await Self.write(.insert([number]), database)
                let isThere = try await database.read { session throws(Outage) in
                    try session.first("SELECT id FROM t WHERE id = \(number)") != nil
                }
                #expect(isThere)
            }
            #expect(try await Self.ids(database).count == 600)
        }
    }

    @Test("a full queue refuses at once, and what waited is still written")
    func queueFull() async throws {
        try await withTemporaryFile { path in
            let database = try SQLiteDatabase(path: path, queueLimit: 4)
            _ = try await database.write { session throws(Outage) in
                try session.run("CREATE TABLE t (id INTEGER PRIMARY KEY)")
            }
            try await Blocker().hold(database, "INSERT INTO t (id) VALUES (1000)") { blocker in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<4 {
                        group.addTask { try await Self.write(.insert([number]), database) }
                    }
                    await waitForQueue(4, of: database)
                    await #expect(throws: Outage.busy(retryAfterSeconds: 1)) {
                        try await Self.write(.insert([9]), database)
                    }
                    blocker.letGo()
                    try await group.waitForAll()
                }
            }
            #expect(try await Self.ids(database) == [0, 1, 2, 3])
            await database.close()
        }
    }
}
