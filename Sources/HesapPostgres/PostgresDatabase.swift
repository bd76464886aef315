package import HesapDomain
package import HesapSQL

/// A PostgreSQL database: some connections, each on a thread of its own, behind one bounded queue.
package final class PostgresDatabase: Database {
    package var dialect: Dialect { .postgres }

    private let url: PostgresURL
    private let workers: [PostgresWorker]
    private let queue: WorkerQueue<PostgresWorker, Job>

    private struct Job: QueuedJob {
        let run: @Sendable (PostgresWorker) -> Void
        let answerRefusal: @Sendable (Outage) -> Void

        func refuse(_ outage: Outage) {
            answerRefusal(outage)
        }
    }

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
        try await perform(.singleRead) { session throws(Outage) in try session.all(statement) }
    }

    @discardableResult
    package func run(_ statement: SQL) async throws(Outage) -> Int {
        try await perform(.singleWrite) { session throws(Outage) in try session.run(statement) }
    }

    private func perform<Value: Sendable>(
        _ mode: PostgresSession.Mode,
        _ body: @escaping @Sendable (any SQLSession) throws(Outage) -> Value
    ) async throws(Outage) -> Value {
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<Value, Outage>, Never>) in
            let job = Job(
                run: { continuation.resume(returning: $0.perform(mode, body)) },
                answerRefusal: { continuation.resume(returning: .failure($0)) }
            )
            if let worker = queue.admit(job) { start(job, on: worker) }
        }
        return try result.get()
    }

    private func start(_ first: Job, on worker: PostgresWorker) {
        worker.start { [queue] in
            var job: Job? = first
            while let current = job {
                current.run(worker)
                job = queue.next(for: worker)
            }
        }
    }

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
