import Foundation
import HesapDomain
import HesapPostgres
import HesapSQL
import HesapSQLite
import Testing

/// The engines that every contract runs on.
///
/// A new engine is a case here, not a new suite.
enum Engine: String, Sendable, CaseIterable, CustomTestStringConvertible {
    case sqlite, postgres

    /// PostgreSQL needs a server, which `Scripts/test.sh` starts; `EngineTests` fails when there is none.
    static let available = allCases.filter { $0 == .sqlite || TestPostgres.url != nil }

    var testDescription: String { rawValue }

    /// Stores on a migrated database of their own, which is deleted afterwards.
    func withStores(_ body: (Stores) async throws -> Void) async throws {
        try await withDatabase { database in
            let state = try await Migrator().run(on: database, at: .start)
            try #require(state.differences.isEmpty)
            try await body(Stores(database: database))
        }
    }

    /// An empty database of the test's own.
    func withDatabase(_ body: (any Database) async throws -> Void) async throws {
        switch self {
        case .sqlite:
            try await withTemporaryFile { path in
                let database = try SQLiteDatabase(path: path)
                try await body(database)
                await database.close()
            }
        case .postgres:
            try await TestPostgres.withSchema { url in
                let database = try TestPostgres.open(url, connections: 4)
                do {
                    try await body(database)
                } catch {
                    await database.close()
                    throw error
                }
                await database.close()
            }
        }
    }
}

/// The private server that `Scripts/with-postgres.sh` starts.
enum TestPostgres {
    static let url = ProcessInfo.processInfo.environment["POSTGRES_URL"]

    /// With limits that a busy machine does not reach: what they do is tested where they are set.
    static func open(_ url: String, connections: Int) throws -> PostgresDatabase {
        let url = try #require(PostgresURL(url))
        let patience = Duration.seconds(120)
        return PostgresDatabase(url, connections: connections, waitLimit: patience, statementTimeout: patience)
    }

    /// A schema of the test's own, as the first and only one on the path of the URL.
    ///
    /// Making one is much cheaper than making a database.
    static func withSchema(_ body: (_ url: String) async throws -> Void) async throws {
        let server = try #require(url, "run the tests with Scripts/test.sh, which starts PostgreSQL")
        let name = "test_" + UUID().uuidString.lowercased().filter { $0 != "-" }
        let schema = try #require(Identifier(name))
        try await turnstile.pass {
            let database = try open(server, connections: 1)
            let result: Result<Void, any Error>
            do {
                try await database.run("CREATE SCHEMA \(schema)")
                try await body(server + "?connect_timeout=60&options=-csearch_path%3D" + name)
                result = .success(())
            } catch {
                result = .failure(error)
            }
            _ = try? await database.run("DROP SCHEMA IF EXISTS \(schema) CASCADE")
            await database.close()
            try result.get()
        }
    }

    /// All tests begin at once, and the server has 300 connections.
    private static let turnstile = Turnstile(places: 16)
}

/// Lets some in, the others when somebody leaves.
private actor Turnstile {
    private var places: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(places: Int) {
        self.places = places
    }

    /// Does the work when there is a place, which is free again afterwards, whatever came of it.
    nonisolated func pass(_ work: () async throws -> Void) async throws {
        await enter()
        do {
            try await work()
        } catch {
            await leave()
            throw error
        }
        await leave()
    }

    private func enter() async {
        if places > 0 {
            places -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    private func leave() {
        if waiting.isEmpty {
            places += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}

/// One of each, on one database.
struct Stores: Sendable {
    let database: any Database
    let accounts: SQLAccounts
    let sessions: SQLSessions
    let list: SQLSessionList
    let signIns: SQLSignIns
    let passwords: SQLPasswordChanges
    let anonymizations: SQLAnonymizations
    let throttles: SQLThrottles
    let cities: SQLCities
    let settings: SQLSettings
    let outbox: SQLOutbox

    init(database: any Database) {
        self.database = database
        accounts = SQLAccounts(database: database)
        sessions = SQLSessions(database: database)
        list = SQLSessionList(database: database)
        signIns = SQLSignIns(database: database)
        passwords = SQLPasswordChanges(database: database)
        anonymizations = SQLAnonymizations(database: database)
        throttles = SQLThrottles(database: database)
        cities = SQLCities(database: database)
        settings = SQLSettings(database: database)
        outbox = SQLOutbox(database: database)
    }

    /// Does what Django or an operator would do behind Hesap's back.
    @discardableResult
    func run(_ statement: SQL) async throws -> Int {
        try await database.write { session throws(Outage) in try session.run(statement) }
    }

    func rows(_ statement: SQL) async throws -> [Row] {
        try await database.read { session throws(Outage) in try session.all(statement) }
    }

    /// Takes the statement with its `SELECT count(*) AS n`.
    func count(_ statement: SQL) async throws -> Int64 {
        try #require(try await rows(statement).first).integer("n")
    }
}

/// A path in a folder of its own, because SQLite makes files beside it.
func withTemporaryFile(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "hesap-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await files.pass { try await body(folder.appending(path: "hesap.sqlite3").path) }
}

/// Each database has seven files open or more.
///
/// With 1,400 of them in one process Foundation's `Process` reads beyond the list of open files when it starts a program,
/// which ended a run with a bad pointer.
private let files = Turnstile(places: 32)

/// Runs the same work many times at once and collects what came of it.
func concurrently<Value: Sendable>(
    _ count: Int,
    _ work: @escaping @Sendable (Int) async throws -> Value
) async throws -> [Value] {
    try await withThrowingTaskGroup(of: Value.self) { group in
        for number in 0..<count {
            group.addTask { try await work(number) }
        }
        return try await group.reduce(into: []) { $0.append($1) }
    }
}

/// What a piece of work fails with, nil when it does not.
func caughtOutage(_ work: () async throws(Outage) -> Void) async -> Outage? {
    do throws(Outage) {
        try await work()
        return nil
    } catch {
        return error
    }
}
