import Dispatch
import HesapDomain
import HesapSQL
import HesapSQLite
import Testing

/// Holds a connection inside an open transaction until it is let go.
struct Blocker: Sendable {
    private let gate = DispatchSemaphore(value: 0)

    /// Runs `work` while the writer is held after `statement`, then lets go and waits for the commit.
    func hold(
        _ database: SQLiteDatabase,
        _ statement: SQL,
        while work: (Blocker) async throws -> Void
    ) async throws {
        try await hold(while: work) { wait in
            try await database.write { session throws(Outage) in
                try session.run(statement)
                wait()
            }
        }
    }

    /// The same with a reader.
    func holdReader(_ database: SQLiteDatabase, while work: (Blocker) async throws -> Void) async throws {
        try await hold(while: work) { wait in try await database.read { _ in wait() } }
    }

    private func hold(
        while work: (Blocker) async throws -> Void,
        _ bracket: @escaping @Sendable (_ wait: @escaping @Sendable () -> Void) async throws -> Void
    ) async throws {
        let (started, signal) = AsyncStream<Void>.makeStream()
        async let held: Void = {
            defer { signal.finish() }
            try await bracket { [gate] in
                signal.finish()
                gate.wait()
            }
        }()
        for await _ in started {}
        do {
            try await work(self)
        } catch {
            letGo()
            throw error
        }
        letGo()
        try await held
    }

    /// May be called before the end of `work`; once more than needed does no harm.
    func letGo() {
        gate.signal()
    }
}

/// Returns when that many wait behind the one that holds the writer, or the reader.
func waitForQueue(
    _ count: Int,
    of database: SQLiteDatabase,
    _ queue: KeyPath<SQLiteDatabase, Int> = \.waitingWrites
) async {
    while database[keyPath: queue] < count {
        await Task.yield()
    }
}
