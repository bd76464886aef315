import GRDB
import HesapDomain
import HesapSQL
import Synchronization

/// The only writer, with the queue before it.
///
/// Writes that wait together share one commit.
///
/// A commit costs a flush to the disk, whatever is in it. While one is under way other writes queue up; the next commit
/// takes them all. docs/decisions/0003-group-commit.md has the reasons.
final class WriteLane: Sendable {
    /// Bounds how long the first of a batch waits for the last, and what a failed commit takes down with it.
    private static let largestBatch = 256

    private let connection: DatabaseQueue
    private let queueLimit: Int
    private let state = Mutex(State())

    private struct State {
        var waiting: [Job] = []
        var isDraining = false
        var isClosed = false
        var untilIdle: [CheckedContinuation<Void, Never>] = []
    }

    init(connection: DatabaseQueue, queueLimit: Int) {
        self.connection = connection
        self.queueLimit = queueLimit
    }

    var waitingCount: Int { state.withLock { $0.waiting.count } }

    func submit(_ job: Job) {
        let (refusal, mustDrain) = state.withLock { state -> (Outage?, Bool) in
            if state.isClosed { return (.databaseClosed, false) }
            if state.waiting.count >= queueLimit { return (.queueFull, false) }
            state.waiting.append(job)
            defer { state.isDraining = true }
            return (nil, !state.isDraining)
        }
        if let refusal { job.refuse(refusal) }
        if mustDrain { drain() }
    }

    /// Refuses new jobs and returns when all accepted ones are answered.
    func close() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                state.isClosed = true
                if state.isDraining { state.untilIdle.append(continuation) }
                return !state.isDraining
            }
            if isIdle { continuation.resume() }
        }
    }

    /// One batch per turn of the connection's queue, so that a checkpoint gets its turn between two.
    private func drain() {
        connection.asyncWriteWithoutTransaction { [self] connection in
            let batch = state.withLock { state in
                let batch = Array(state.waiting.prefix(Self.largestBatch))
                state.waiting.removeFirst(batch.count)
                return batch
            }
            commit(batch, on: connection)
            let (isIdle, waiters) = state.withLock { state in
                guard state.waiting.isEmpty else { return (false, [CheckedContinuation<Void, Never>]()) }
                state.isDraining = false
                defer { state.untilIdle = [] }
                return (true, state.untilIdle)
            }
            if !isIdle { drain() }
            for waiter in waiters {
                waiter.resume()
            }
        }
    }

    private func commit(_ batch: [Job], on connection: GRDB.Database) {
        let transaction = Transaction(connection: connection)
        var rest = batch[...]
        while !rest.isEmpty {
            do {
                try transaction.run(.begin)
            } catch {
                for job in rest {
                    job.refuse(error)
                }
                return
            }
            let outcomes = run(&rest, in: transaction)
            let failure = end(transaction)
            for outcome in outcomes {
                outcome.answer(outcome.isSuccess ? failure : nil)
            }
        }
    }

    /// Runs jobs until none is left or SQLite has given up the transaction under one of them; those after it belong
    /// into another transaction.
    private func run(_ jobs: inout ArraySlice<Job>, in transaction: Transaction) -> [Job.Outcome] {
        let session = SQLiteSession(connection: transaction.connection)
        var outcomes: [Job.Outcome] = []
        while transaction.isOpen, let job = jobs.popFirst() {
            do {
                outcomes.append(try run(job, in: transaction, session))
            } catch {
                job.refuse(error)
                transaction.abandon()
            }
        }
        return outcomes
    }

    /// A body that throws is undone alone; a single statement that fails has undone itself.
    private func run(
        _ job: Job,
        in transaction: Transaction,
        _ session: SQLiteSession
    ) throws(Outage) -> Job.Outcome {
        guard job.extent == .bracket else { return job.run(session) }
        try transaction.run(.save)
        let outcome = job.run(session)
        guard transaction.isOpen else { return outcome }
        do {
            if !outcome.isSuccess { try transaction.run(.rollBackToSave) }
            try transaction.run(.release)
        } catch {
            transaction.abandon()
        }
        return outcome
    }

    /// Commits.
    ///
    /// - Returns: why nothing of the transaction was written, or nil when all of it was.
    private func end(_ transaction: Transaction) -> Outage? {
        guard transaction.isOpen else {
            return .unavailable(detail: "SQLite: the transaction was rolled back because of another write in it")
        }
        do {
            try transaction.run(.commit)
            return nil
        } catch {
            transaction.abandon()
            return error
        }
    }
}
