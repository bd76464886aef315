import GRDB
import HesapDomain
import HesapSQL

/// The readers, with one queue before all of them.
///
/// In WAL mode they neither wait for the writer nor hold it up.
final class ReadLane: Sendable {
    /// A reader takes microseconds; who waited this long waits behind a stuck disk.
    private static let waitLimit = Duration.seconds(5)

    private let queue: WorkerQueue<Job>

    init(connections: [DatabaseQueue], queueLimit: Int) {
        queue = WorkerQueue(
            workers: connections.count,
            lengthLimit: queueLimit,
            waitLimit: Self.waitLimit,
            closed: .databaseClosed
        )
        queue.start("sqlite reader") { [queue] number in
            // Not back before the end: the connection is this thread's.
            connections[number].writeWithoutTransaction { connection in
                while let job = queue.next(for: number) {
                    Self.run(job, on: connection)
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

    private static func run(_ job: Job, on connection: GRDB.Database) {
        switch job.extent {
        case .statement, .alone: job.run(SQLiteSession(connection: connection)).answer(nil)
        case .bracket: runInTransaction(job, on: connection)
        }
    }

    /// All statements of a bracket see one state of the database.
    private static func runInTransaction(_ job: Job, on connection: GRDB.Database) {
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
