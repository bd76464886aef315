package import HesapDomain
package import HesapSQL

/// A PostgreSQL database: some connections, each on a thread of its own, behind bounded queues.
///
/// Single statements have connections of their own, few enough that under load several wait together, travel together
/// and share a commit, as writes do on SQLite.
package final class PostgresDatabase: Database {
    package var dialect: Dialect { .postgres }

    private let brackets: Lane<BracketJob>
    private let reads: Lane<StatementJob>
    private let writes: Lane<StatementJob>

    /// Connections that one queue is for.
    private struct Lane<Job: QueuedJob> {
        let workers: [PostgresWorker]
        let queue: WorkerQueue<Job>
    }

    /// Connects when the first bracket comes.
    ///
    /// - Parameters:
    ///   - url: libpq's URL.
    ///   - connections: how many at most, but at least three; a tenth each is for single reads and single writes.
    ///   - queueLimit: how many may wait for each of the three kinds; more are refused as busy.
    ///   - waitLimit: how long one may wait.
    ///   - statementTimeout: how long a statement may take, locks included, before its connection is given up.
    ///   - lockLimit: how long a statement that writes may wait for a lock; nil for as long as it may take.
    package init(
        _ url: PostgresURL,
        connections: Int = 10,
        queueLimit: Int = 1024,
        waitLimit: Duration = .seconds(2),
        statementTimeout: Duration = .seconds(5),
        lockLimit: Duration? = nil
    ) {
        // On two cores one each was fastest: what waits together shares a round trip and a commit.
        let share = max(1, connections / 10)
        let count = max(3, connections)
        func lane<Job>(_ numbers: Range<Int>) -> Lane<Job> {
            Lane(
                workers: numbers.map {
                    PostgresWorker(number: $0, url: url, timeout: statementTimeout, lockLimit: lockLimit)
                },
                queue: WorkerQueue(
                    workers: numbers.count,
                    lengthLimit: queueLimit,
                    waitLimit: waitLimit,
                    closed: .databaseClosed
                )
            )
        }
        reads = lane(0..<share)
        writes = lane(share..<(2 * share))
        brackets = lane((2 * share)..<count)
    }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws(Outage) -> Result
    ) async throws(Outage) -> Result {
        try await perform(.read, body)
    }

    package func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws(Outage) -> Result
    ) async throws(Outage) -> Result {
        try await perform(.write, body)
    }

    package func all(_ statement: SQL) async throws(Outage) -> [Row] {
        try await perform(statement, row: nil, in: reads).rows
    }

    @discardableResult
    package func run(_ statement: SQL, row: String) async throws(Outage) -> Int {
        try await perform(statement, row: row, in: writes).affected
    }

    private func perform(
        _ statement: SQL,
        row: String?,
        in lane: Lane<StatementJob>
    ) async throws(Outage) -> PostgresConnection.Outcome {
        guard !statement.holdsNUL else { throw .boundNUL }
        let result = await withCheckedContinuation { continuation in
            let job = StatementJob(sql: statement, row: row) { continuation.resume(returning: $0) }
            let queue = lane.queue
            guard let number = queue.admit(job) else { return }
            let worker = lane.workers[number]
            worker.start {
                var first: StatementJob? = job
                while let job = first {
                    var batch = [job]
                    queue.takeWaiting(atMost: Self.largestBatch - 1) { batch.append($0) }
                    worker.perform(batch)
                    first = queue.next(for: number)
                }
            }
        }
        return try result.get()
    }

    /// Bounds how many wait when one of them waits for a row that somebody holds.
    private static let largestBatch = 32

    private func perform<Value: Sendable>(
        _ mode: PostgresSession.Mode,
        _ body: @escaping @Sendable (any SQLSession) throws(Outage) -> Value
    ) async throws(Outage) -> Value {
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<Value, Outage>, Never>) in
            let job = BracketJob(
                run: { continuation.resume(returning: $0.perform(mode, body)) },
                answerRefusal: { continuation.resume(returning: .failure($0)) }
            )
            let queue = brackets.queue
            guard let number = queue.admit(job) else { return }
            let worker = brackets.workers[number]
            worker.start {
                var next: BracketJob? = job
                while let job = next {
                    job.run(worker)
                    next = queue.next(for: number)
                }
            }
        }
        return try result.get()
    }

    /// Old versions of rows lie in the tables' own files until autovacuum has passed; no statement of ours can hurry it
    /// without holding up others.
    package func forgetOldVersions() async {}

    /// Finishes what was accepted, refuses what comes later, closes the connections.
    package func close() async {
        await brackets.queue.close()
        await reads.queue.close()
        await writes.queue.close()
        for worker in reads.workers + writes.workers + brackets.workers {
            worker.disconnect()
        }
    }
}

extension Outage {
    static let databaseClosed = Outage.unavailable(detail: "PostgreSQL: the database is closed")
}
