import GRDB
import HesapDomain
import HesapSQL

/// The readers, with one queue before all of them.
///
/// In WAL mode they neither wait for the writer nor hold it up. Reads that wait together share a transaction, as writes
/// share a commit, which made a session view a tenth cheaper: SQLite locks the file for each transaction.
final class ReadLane: Sendable {
    /// Half a millisecond of small reads: what comes meanwhile is for the other readers.
    private static let largestBatch = 16

    private let queue: WorkerQueue<Job>

    init(connections: [DatabaseQueue], queueLimit: Int, waitLimit: Duration) {
        queue = WorkerQueue(
            workers: connections.count,
            lengthLimit: queueLimit,
            waitLimit: waitLimit,
            closed: .databaseClosed
        )
        queue.start("sqlite reader") { [queue] number in
            // Not back before the end: the connection is this thread's.
            connections[number].writeWithoutTransaction { connection in
                let session = SQLiteSession(connection)
                while let batch = queue.nextBatch(for: number, atMost: Self.largestBatch, onlyQuick: true) {
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

    func close() async {
        await queue.close()
    }

    private static func run(_ batch: [Job], in session: SQLiteSession) {
        if batch.count == 1, batch[0].extent == .statement {
            return batch[0].run(session).answer(nil)
        }
        runInTransaction(batch, session)
    }

    /// All statements see one state of the database, which is none from before a job was submitted.
    private static func runInTransaction(_ batch: [Job], _ session: SQLiteSession) {
        let transaction = Transaction(connection: session.connection)
        do {
            try transaction.run(.beginReading)
        } catch {
            for job in batch {
                job.refuse(error)
            }
            return
        }
        let outcomes = batch.map { $0.run(session) }
        // Before the answers: a caller that writes next must not find its own old reader in a checkpoint's way.
        transaction.abandon()
        for outcome in outcomes {
            outcome.answer(nil)
        }
    }
}
