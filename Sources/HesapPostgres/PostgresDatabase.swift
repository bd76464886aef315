package import HesapDomain
package import HesapSQL

/// A PostgreSQL database: some connections, each on a thread of its own, behind one bounded queue.
package final class PostgresDatabase: Database {
    package var dialect: Dialect { .postgres }

    private let url: PostgresURL
    private let workers: [PostgresWorker]
    private let queue: WorkerQueue<PostgresWorker, PostgresJob>

    /// Connects when the first bracket comes.
    ///
    /// - Parameters:
    ///   - url: libpq's URL.
    ///   - connections: how many at most.
    ///   - queueLimit: how many brackets may wait for one; more are refused as busy.
    ///   - waitLimit: how long a bracket may wait for one.
    ///   - statementTimeout: how long a statement may take, locks included, before its connection is given up.
    package init(
        _ url: PostgresURL,
        connections: Int = 10,
        queueLimit: Int = 1024,
        waitLimit: Duration = .seconds(2),
        statementTimeout: Duration = .seconds(5)
    ) {
        self.url = url
        workers = (0..<max(1, connections)).map {
            PostgresWorker(number: $0, url: url, timeout: statementTimeout)
        }
        queue = WorkerQueue(workers, lengthLimit: queueLimit, waitLimit: waitLimit, closed: .databaseClosed)
    }

    package var waitingCount: Int { queue.waitingCount }

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
        try await perform(statement, writes: false).rows
    }

    @discardableResult
    package func run(_ statement: SQL) async throws(Outage) -> Int {
        try await perform(statement, writes: true).affected
    }

    private func perform(_ statement: SQL, writes: Bool) async throws(Outage) -> PostgresConnection.Outcome {
        let result = await withCheckedContinuation { continuation in
            submit(.statement(StatementJob(sql: statement, writes: writes) { continuation.resume(returning: $0) }))
        }
        return try result.get()
    }

    private func perform<Value: Sendable>(
        _ mode: PostgresSession.Mode,
        _ body: @escaping @Sendable (any SQLSession) throws(Outage) -> Value
    ) async throws(Outage) -> Value {
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<Value, Outage>, Never>) in
            let job = BracketJob(
                run: { continuation.resume(returning: $0.perform(mode, body)) },
                refuse: { continuation.resume(returning: .failure($0)) }
            )
            submit(.bracket(job))
        }
        return try result.get()
    }

    private func submit(_ job: PostgresJob) {
        if let worker = queue.admit(job) { start(job, on: worker) }
    }

    private func start(_ first: PostgresJob, on worker: PostgresWorker) {
        worker.start { [queue] in
            var job: PostgresJob? = first
            while let current = job {
                switch current {
                case .bracket(let bracket): bracket.run(worker)
                case .statement(let statement): worker.perform(Self.batch(with: statement, from: queue))
                }
                job = queue.next(for: worker)
            }
        }
    }

    /// Statements that wait together travel together.
    private static func batch(
        with first: StatementJob,
        from queue: WorkerQueue<PostgresWorker, PostgresJob>
    ) -> [StatementJob] {
        var batch = [first]
        while batch.count < largestBatch, case .statement(let next) = queue.nextIfWaiting(\.isStatement) {
            batch.append(next)
        }
        return batch
    }

    /// Bounds how many wait when one of them waits for a row that somebody holds.
    private static let largestBatch = 8

    /// Old versions of rows lie in the tables' own files until autovacuum has passed; no statement of ours can hurry it
    /// without holding up others.
    package func forgetOldVersions() async {}

    /// Finishes what was accepted, refuses what comes later, closes the connections.
    package func close() async {
        await queue.close()
        for worker in workers {
            worker.disconnect()
        }
    }
}

extension Outage {
    static let databaseClosed = Outage.unavailable(detail: "PostgreSQL: the database is closed")
}
