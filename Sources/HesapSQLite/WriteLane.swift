import GRDB
import HesapDomain
import HesapSQL

/// The only writer, with the queue before it.
///
/// Writes that wait together share one commit.
///
/// A commit costs a flush to the disk, whatever is in it. While one is under way other writes queue up; the next commit
/// takes them all. docs/decisions/0003-group-commit.md has the reasons.
final class WriteLane: Sendable {
    /// Bounds how long the first of a batch waits for the last, and what a failed commit takes down with it.
    private static let largestBatch = 256

    private let queue: WorkerQueue<Job>

    /// - Parameters:
    ///   - connection: the only one that writes.
    ///   - queueLimit: how many jobs may wait.
    ///   - waitLimit: how long one may wait before it is refused instead of run.
    init(connection: DatabaseQueue, queueLimit: Int, waitLimit: Duration) {
        queue = WorkerQueue(workers: 1, lengthLimit: queueLimit, waitLimit: waitLimit, closed: .databaseClosed)
        queue.start("sqlite writer") { [queue] number in
            connection.writeWithoutTransaction { connection in
                let session = SQLiteSession(connection)
                while let batch = queue.nextBatch(for: number, atMost: Self.largestBatch, isCostly: true) {
                    Self.run(batch, in: session)
                }
            }
        }
    }

    deinit {
        queue.stop()
    }

    var waitingCount: Int { queue.waitingCount }

    func submit(_ job: Job) {
        queue.submit(job)
    }

    /// Refuses new jobs and returns when all accepted ones are answered.
    func close() async {
        await queue.close()
    }

    private static func run(_ batch: [Job], in session: SQLiteSession) {
        commit(batch.filter { $0.extent != .alone }, in: session)
        // Last, though some came earlier: between the writes a checkpoint would part them into two commits, and so it moves
        // all of them into the file.
        for job in batch where job.extent == .alone {
            job.run(session).answer(nil)
        }
    }

    private static func commit(_ jobs: [Job], in session: SQLiteSession) {
        let transaction = Transaction(connection: session.connection)
        var rest = jobs[...]
        while !rest.isEmpty {
            do {
                try transaction.run(.begin)
            } catch {
                for job in rest {
                    job.refuse(error)
                }
                return
            }
            let outcomes = run(&rest, in: transaction, session)
            let failure = end(transaction)
            for outcome in outcomes {
                outcome.answer(outcome.isSuccess ? failure : nil)
            }
        }
    }

    /// Runs jobs until none is left or SQLite has given up the transaction under one of them; those after it belong
    /// into another transaction.
    private static func run(
        _ jobs: inout ArraySlice<Job>,
        in transaction: Transaction,
        _ session: SQLiteSession
    ) -> [Job.Outcome] {
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
    private static func run(
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
    private static func end(_ transaction: Transaction) -> Outage? {
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
