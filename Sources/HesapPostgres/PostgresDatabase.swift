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

        /// Starts the workers, each of which does `work` with the next jobs, `limit` at once, until there are no more.
        func start(_ name: String, atMost limit: Int, _ work: @escaping @Sendable ([Job], PostgresWorker) -> Void) {
            queue.start("pg \(name)") { [workers, queue] number in
                let worker = workers[number]
                while let jobs = queue.nextBatch(for: number, atMost: limit) {
                    work(jobs, worker)
                }
                worker.disconnect()
            }
        }
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
        func lane<Job>(_ count: Int) -> Lane<Job> {
            Lane(
                workers: (0..<count).map { _ in
                    PostgresWorker(url: url, timeout: statementTimeout, lockLimit: lockLimit)
                },
                queue: WorkerQueue(
                    workers: count,
                    lengthLimit: queueLimit,
                    waitLimit: waitLimit,
                    closed: .databaseClosed
                )
            )
        }
        reads = lane(share)
        writes = lane(share)
        brackets = lane(max(3, connections) - 2 * share)
        for (name, lane) in [("reads", reads), ("writes", writes)] {
            lane.start(name, atMost: Self.largestBatch) { jobs, worker in worker.perform(jobs) }
        }
        brackets.start("brackets", atMost: 1) { jobs, worker in
            for job in jobs { job.run(worker) }
        }
    }

    deinit {
        brackets.queue.stop()
        reads.queue.stop()
        writes.queue.stop()
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

    /// Two statements that may each travel together with others.
    package func pair(
        _ statement: SQL,
        then next: @escaping @Sendable (Row) throws(Outage) -> (any Found, SQL?)
    ) async throws(Outage) -> (any Found, Row?)? {
        guard let row = try await first(statement) else { return nil }
        let (found, another) = try next(row)
        guard let another else { return (found, nil) }
        return (found, try await first(another))
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
            lane.queue.submit(StatementJob(sql: statement, row: row) { continuation.resume(returning: $0) })
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
            brackets.queue.submit(
                BracketJob(
                    run: { continuation.resume(returning: $0.perform(mode, body)) },
                    answerRefusal: { continuation.resume(returning: .failure($0)) }
                )
            )
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
    }
}

extension Outage {
    static let databaseClosed = Outage.unavailable(detail: "PostgreSQL: the database is closed")
}
