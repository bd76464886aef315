import GRDB
import HesapDomain
import Synchronization

/// The readers, with one queue before all of them.
///
/// In WAL mode they neither wait for the writer nor hold it up.
final class ReadLane: Sendable {
    private let queueLimit: Int
    private let state: Mutex<State>

    private struct State {
        var idle: [DatabaseQueue]
        let all: [DatabaseQueue]
        var waiting: [Job] = []
        /// Jobs before this position are done: taking from the front of an array would move all the others.
        var next = 0
        var isClosed = false
        var untilIdle: [CheckedContinuation<Void, Never>] = []

        mutating func take() -> Job? {
            guard next < waiting.count else {
                waiting.removeAll(keepingCapacity: true)
                next = 0
                return nil
            }
            defer { next += 1 }
            return waiting[next]
        }
    }

    init(connections: [DatabaseQueue], queueLimit: Int) {
        self.queueLimit = queueLimit
        state = Mutex(State(idle: connections, all: connections))
    }

    var waitingCount: Int { state.withLock { $0.waiting.count - $0.next } }

    func submit(_ job: Job) {
        let (refusal, reader) = state.withLock { state -> (Outage?, DatabaseQueue?) in
            if state.isClosed { return (.databaseClosed, nil) }
            if let reader = state.idle.popLast() { return (nil, reader) }
            if state.waiting.count - state.next >= queueLimit { return (.queueFull, nil) }
            state.waiting.append(job)
            return (nil, nil)
        }
        if let refusal { job.refuse(refusal) }
        if let reader { start(job, on: reader) }
    }

    /// Refuses new jobs and returns when all accepted ones are answered.
    func close() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                state.isClosed = true
                let isIdle = state.idle.count == state.all.count
                if !isIdle { state.untilIdle.append(continuation) }
                return isIdle
            }
            if isIdle { continuation.resume() }
        }
    }

    private func start(_ first: Job, on reader: DatabaseQueue) {
        reader.asyncWriteWithoutTransaction { [self] connection in
            var job: Job? = first
            while let current = job {
                Self.run(current, on: connection)
                job = next(for: reader)
            }
        }
    }

    /// The next job, or nil after the reader was put back.
    private func next(for reader: DatabaseQueue) -> Job? {
        let (job, waiters) = state.withLock { state -> (Job?, [CheckedContinuation<Void, Never>]) in
            if let job = state.take() { return (job, []) }
            state.idle.append(reader)
            guard state.idle.count == state.all.count else { return (nil, []) }
            defer { state.untilIdle = [] }
            return (nil, state.untilIdle)
        }
        for waiter in waiters {
            waiter.resume()
        }
        return job
    }

    /// All statements of a bracket see one state of the database.
    private static func run(_ job: Job, on connection: GRDB.Database) {
        let transaction = Transaction(connection: connection)
        do {
            try transaction.run(.beginReading)
        } catch {
            return job.refuse(error)
        }
        let outcome = job.run(SQLiteSession(connection: connection))
        // Before the answer: a caller that writes next must not find its own old reader in a checkpoint's way.
        transaction.abandon()
        outcome.answer(nil)
    }
}
