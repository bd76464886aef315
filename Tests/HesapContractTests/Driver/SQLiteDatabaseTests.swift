import Foundation
import HesapDomain
import HesapSQL
import HesapSQLite
import Testing

@Suite("SQLite driver")
struct SQLiteDatabaseTests {
    private static func withTable(_ body: (SQLiteDatabase, String) async throws -> Void) async throws {
        try await withTemporaryFile { path in
            let database = try SQLiteDatabase(path: path, busyTimeoutSeconds: 0.05)
            try await run("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)", on: database)
            try await body(database, path)
            await database.close()
        }
    }

    private static func run(_ statement: SQL, on database: SQLiteDatabase) async throws {
        _ = try await database.write { session throws(Outage) in try session.run(statement) }
    }

    private static func count(_ database: SQLiteDatabase) async throws -> Int {
        try await database.read { session throws(Outage) in try session.all("SELECT id FROM t").count }
    }

    private static func isUnavailable(_ error: any Error) -> Bool {
        guard case .unavailable? = error as? Outage else { return false }
        return true
    }

    @Test(
        "the connection keeps the promises of the contract",
        arguments: [
            ("PRAGMA journal_mode", "wal"), ("PRAGMA synchronous", "2"), ("PRAGMA foreign_keys", "1"),
            ("PRAGMA secure_delete", "1"), ("PRAGMA page_size", "2048"),
        ]
    )
    func pragmas(pragma: String, expected: String) async throws {
        try await Self.withTable { database, _ in
            let row = try await database.write { session throws(Outage) in try session.first(SQL(definition: pragma))
            }
            let name = try #require(pragma.split(separator: " ").last)
            let value = try #require(try row?.value(String(name)))
            #expect(value == .text(expected) || value == Int64(expected).map { .integer($0) })
        }
    }

    @Test("a file that is there keeps its pages")
    func existingPages() async throws {
        try await withTemporaryFile { path in
            try Self.emptyFileOfFourKilobytes().write(to: URL(filePath: path))
            let database = try SQLiteDatabase(path: path, busyTimeoutSeconds: 0.05)
            for (pragma, expected) in [("page_size", "4096"), ("journal_mode", "wal")] {
                let row = try await database.write { session throws(Outage) in
                    try session.first(SQL(definition: "PRAGMA \(pragma)"))
                }
                let value = try #require(try row?.value(pragma))
                #expect(value == .text(expected) || value == Int64(expected).map { .integer($0) })
            }
            try await Self.run("CREATE TABLE t (id INTEGER PRIMARY KEY)", on: database)
            await database.close()
            #expect(try Data(contentsOf: URL(filePath: path)).dropFirst(16).prefix(2) == Data([0x10, 0x00]))
        }
    }

    /// The page that SQLite itself writes for `PRAGMA page_size = 4096; VACUUM`: its header and a leaf without cells.
    private static func emptyFileOfFourKilobytes() -> Data {
        var page = Data(count: 4096)
        page.replaceSubrange(0..<24, with: Data("SQLite format 3\0".utf8) + Data([0x10, 0, 1, 1, 0, 64, 32, 32]))
        page[27] = 1  // number of changes
        page[31] = 1  // pages of the file
        page[47] = 4  // schema format
        page[59] = 1  // UTF-8
        page[95] = 1  // pages are right as of this number of changes
        page.replaceSubrange(100..<108, with: Data([0x0D, 0, 0, 0, 0, 0x10, 0, 0]))
        return page
    }

    @Test("a single statement stands in no savepoint: in one SQLite copies each page before it changes it")
    func noSavepoint() async throws {
        try await Self.withTable { database, _ in
            // As the stores call it, who know no engine.
            let anyDatabase: any Database = database
            await #expect(throws: Outage.self) { try await anyDatabase.run("ROLLBACK TO job", row: "1") }
            try await anyDatabase.run("INSERT INTO t (id) VALUES (1)", row: "1")
            let written = try await Self.count(database)
            #expect(written == 1)
        }
    }

    @Test("values come back as they were bound")
    func values() async throws {
        try await Self.withTable { database, _ in
            let text = "'; -- $1 ş👩‍🔬"
            let row = try await database.read { session throws(Outage) in
                try session.first(
                    """
                    SELECT \(text) AS a, \(Int64.min) AS b, \(true) AS c, \(nil as String?) AS d, \("") AS e
                    """
                )
            }
            let found = try #require(row)
            #expect(Array(try found.text("a").utf8) == Array(text.utf8))
            #expect(try found.integer("b") == .min)
            #expect(try found.bool("c"))
            #expect(try found.optionalText("d") == nil)
            #expect(try found.text("e").isEmpty)
            #expect(throws: Outage.self) { try found.integer("a") }
            #expect(throws: Outage.self) { try found.text("nothing") }
        }
    }

    @Test("a text with NUL is refused: SQLite's C interface would silently cut it there, and PostgreSQL has none")
    func noNUL() async throws {
        try await Self.withTable { database, _ in
            await #expect(throws: Outage.fault(detail: "a bound text holds NUL")) {
                try await Self.run("INSERT INTO t (text) VALUES (\("a\u{0}b"))", on: database)
            }
            let written = try await Self.count(database)
            #expect(written == 0)
        }
    }

    @Test("a reader sees nothing of a transaction that is not committed, and is not held up by it")
    func isolation() async throws {
        try await Self.withTable { database, _ in
            try await Blocker().hold(database, "INSERT INTO t (id) VALUES (1)") { _ in
                let seen = try await Self.count(database)
                #expect(seen == 0)
            }
            #expect(try await Self.count(database) == 1)
        }
    }

    @Test("a read bracket cannot write")
    func readOnly() async throws {
        try await Self.withTable { database, _ in
            await #expect(throws: Outage.self) {
                _ = try await database.read { session throws(Outage) in try session.run("INSERT INTO t (id) VALUES (1)")
                }
            }
            let written = try await Self.count(database)
            #expect(written == 0)
        }
    }

    @Test("a defect in a statement is a fault that tells no values, and the connection goes on")
    func faults() async throws {
        try await Self.withTable { database, _ in
            try await Self.run("INSERT INTO t (id, text) VALUES (1, 'a')", on: database)
            for statement in ["INSERT INTO t (id, text) VALUES (1, \("canary"))", "SELEC \("canary")"] as [SQL] {
                do {
                    try await Self.run(statement, on: database)
                    Issue.record("\(statement.text) was accepted")
                } catch {
                    guard case .fault(let detail)? = error as? Outage else {
                        Issue.record("\(error) is no fault")
                        continue
                    }
                    #expect(!detail.contains("canary"))
                }
            }
            try await Self.run("INSERT INTO t (id) VALUES (2)", on: database)
            #expect(try await Self.count(database) == 2)
        }
    }

    @Test("a full disk is an outage, and room makes it work again")
    func diskFull() async throws {
        try await Self.withTable { database, _ in
            _ = try await database.write { session throws(Outage) in try session.all("PRAGMA max_page_count = 3") }
            let big = String(repeating: "x", count: 100_000)
            await #expect(
                performing: {
                    try await Self.run("INSERT INTO t (text) VALUES (\(big))", on: database)
                },
                throws: Self.isUnavailable
            )
            #expect(try await Self.count(database) == 0)
            _ = try await database.write { session throws(Outage) in try session.all("PRAGMA max_page_count = 1000") }
            try await Self.run("INSERT INTO t (text) VALUES (\(big))", on: database)
            #expect(try await Self.count(database) == 1)
        }
    }

    @Test("a file that became read-only is an outage, and the connection outlives it")
    func becameReadOnly() async throws {
        try await Self.withTable { database, _ in
            await #expect(
                performing: {
                    _ = try await database.write { session throws(Outage) in
                        try session.run("PRAGMA query_only = 1")
                        do throws(Outage) {
                            try session.run("INSERT INTO t (id) VALUES (1)")
                        } catch {
                            try session.run("PRAGMA query_only = 0")
                            throw error
                        }
                    }
                },
                throws: Self.isUnavailable
            )
            try await Self.run("INSERT INTO t (id) VALUES (2)", on: database)
            #expect(try await Self.count(database) == 1)
        }
    }

    @Test("a file that is no database is an outage, and so is a folder that does not exist")
    func notADatabase() async throws {
        try await withTemporaryFile { path in
            try Data(repeating: 0x41, count: 8192).write(to: URL(filePath: path))
            #expect(throws: Outage.self) { try SQLiteDatabase(path: path) }
            #expect(throws: Outage.self) { try SQLiteDatabase(path: path + "/no/such/folder") }
        }
    }

    @Test("files that Hesap makes are for their owner only; those it finds keep their rights")
    func rights() async throws {
        try await Self.withTable { _, path in
            for suffix in ["", "-wal", "-shm"] {
                let rights = try Self.rights(path + suffix)
                #expect(rights == 0o600)
            }
        }
        try await withTemporaryFile { path in
            try Data().write(to: URL(filePath: path))
            try FileManager.default.setAttributes([.posixPermissions: 0o660], ofItemAtPath: path)
            let database = try SQLiteDatabase(path: path)
            #expect(try Self.rights(path) == 0o660)
            await database.close()
        }
    }

    private static func rights(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test("another process that writes too long makes this one busy, not broken")
    func secondProcess() async throws {
        try await Self.withTable { database, path in
            let other = try SQLiteDatabase(path: path, busyTimeoutSeconds: 0.05)
            try await Blocker().hold(database, "INSERT INTO t (id) VALUES (1)") { _ in
                await #expect(throws: Outage.busy(retryAfterSeconds: 1)) {
                    try await Self.run("INSERT INTO t (id) VALUES (2)", on: other)
                }
            }
            try await Self.run("INSERT INTO t (id) VALUES (2)", on: other)
            #expect(try await Self.count(database) == 2)
            await other.close()
        }
    }

    @Test("two processes that write at once lose nothing")
    func twoWriters() async throws {
        try await withTemporaryFile { path in
            let databases = [try SQLiteDatabase(path: path), try SQLiteDatabase(path: path)]
            try await Self.run("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)", on: databases[0])
            _ = try await concurrently(200) { number in
                try await Self.run("INSERT INTO t (id) VALUES (\(number))", on: databases[number % 2])
            }
            #expect(try await Self.count(databases[0]) == 200)
            for database in databases {
                await database.close()
            }
        }
    }

    @Test("after a kill what was answered is there, and what was not committed is not")
    func kill() async throws {
        try await Self.withTable { database, path in
            try await Self.run("INSERT INTO t (id) VALUES (1)", on: database)
            try await Blocker().hold(database, "INSERT INTO t (id) VALUES (2)") { _ in
                // The files as a killed process leaves them: the -shm file is rebuilt from the log.
                let copy = path + ".copy"
                for suffix in ["", "-wal"] {
                    try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
                }
                let survivor = try SQLiteDatabase(path: copy)
                #expect(try await Self.count(survivor) == 1)
                await survivor.close()
            }
        }
    }

    @Test("closing answers what was accepted, refuses what comes later, and leaves no log behind")
    func close() async throws {
        try await Self.withTable { database, path in
            let written = try await concurrently(50) { number in
                if number == 25 { await database.close() }
                do throws(Outage) {
                    _ = try await database.write { session throws(Outage) in
                        try session.run("INSERT INTO t (id) VALUES (\(number))")
                    }
                    return true
                } catch {
                    #expect(Self.isUnavailable(error))
                    return false
                }
            }
            await #expect(throws: Outage.self) { try await Self.count(database) }
            let size = try? FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int
            #expect((size ?? 0) == 0)
            let again = try SQLiteDatabase(path: path)
            #expect(try await Self.count(again) == written.filter(\.self).count)
            await again.close()
        }
    }
}
