import DjangoCompat
import Foundation
import HesapDomain
import HesapPostgres
import HesapSQL
import HesapSQLite
import Testing

/// A database that Hesap and a real Django have in common.
struct SharedDatabase: Sendable {
    let database: any Database
    private let url: String

    static func with(_ engine: Engine, _ body: (SharedDatabase) async throws -> Void) async throws {
        switch engine {
        case .sqlite:
            try await withTemporaryFile { path in
                let database = try SQLiteDatabase(path: path)
                try await closing(database.close) {
                    try await body(SharedDatabase(database: database, url: "sqlite:\(path)"))
                }
            }
        case .postgres:
            try await TestPostgres.withSchema { url in
                let database = try TestPostgres.open(url, connections: 2)
                try await closing(database.close) {
                    try await body(SharedDatabase(database: database, url: url))
                }
            }
        }
    }

    private static func closing(_ close: () async -> Void, _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch {
            await close()
            throw error
        }
        await close()
    }

    /// Runs steps of `Fixtures/django_beside.py` in a process of their own and returns what each answered.
    func django(_ words: String...) async throws -> JSONValue {
        let environment = ProcessInfo.processInfo.environment
        let python = try #require(environment["DJANGO_PYTHON"], "run the tests with Scripts/test.sh")
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/django_beside.py")
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = [script.path, url] + words
        process.environment = environment.merging(["DJANGO_SUPERUSER_PASSWORD": "Kedi-Balkon-42"]) { $1 }
        let output = try await Self.output(of: process)
        return try JSONParser.parse(output)
    }

    /// On a thread of its own: a second of Python would hold up all tests that run on Swift's few.
    private static func output(of process: sending Process) async throws -> [UInt8] {
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let (text, complaint) = await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                // Errors are a page at most, which the pipe holds.
                let text = output.fileHandleForReading.readDataToEndOfFile()
                continuation.resume(returning: (text, errors.fileHandleForReading.readDataToEndOfFile()))
            }
        }
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(String(decoding: complaint, as: UTF8.self))")
        return [UInt8](text)
    }

    func count(_ table: Identifier) async throws -> Int64 {
        try #require(try await database.first("SELECT count(*) AS n FROM \(table)")).integer("n")
    }
}
