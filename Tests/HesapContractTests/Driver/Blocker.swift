import Dispatch
import HesapDomain
import HesapSQL
import HesapSQLite
import Testing

/// Holds the writer inside an open transaction until it is let go.
struct Blocker: Sendable {
    private let gate = DispatchSemaphore(value: 0)

    /// Runs `work` while the writer is held after `statement`, then lets go and waits for the commit.
    func hold(
        _ database: SQLiteDatabase,
        _ statement: SQL,
        while work: (Blocker) async throws -> Void
    ) async throws {
        let (started, signal) = AsyncStream<Void>.makeStream()
        async let held: Void = database.write { session throws(Outage) in
            defer { signal.finish() }
            try session.run(statement)
            signal.yield()
            gate.wait()
        }
        for await _ in started { break }
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

/// Returns when that many writes wait behind the one that holds the writer.
func waitForQueue(_ count: Int, of database: SQLiteDatabase) async {
    while database.waitingWrites < count {
        await Task.yield()
    }
}
