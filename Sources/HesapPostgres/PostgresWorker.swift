import HesapDomain
import HesapSQL

/// A thread with a connection of its own, which is made when it is first needed and again when it was lost.
///
/// `@unchecked Sendable`: `connection` is touched only on that thread.
final class PostgresWorker: @unchecked Sendable {
    /// The first run and two more: two transactions that cross once seldom cross again.
    private static let mostRuns = 3

    private let url: PostgresURL
    private let timeout: Duration
    private let lockLimit: Duration?
    private var connection: PostgresConnection?

    init(url: PostgresURL, timeout: Duration, lockLimit: Duration?) {
        self.url = url
        self.timeout = timeout
        self.lockLimit = lockLimit
    }

    func disconnect() {
        connection = nil
    }

    func perform<Value>(
        _ mode: PostgresSession.Mode,
        _ body: (any SQLSession) throws(Outage) -> Value
    ) -> Result<Value, Outage> {
        var run = 1
        while true {
            let session: PostgresSession
            do throws(PostgresFailure) {
                session = PostgresSession(connection: try readyConnection(), mode: mode)
            } catch {
                return .failure(error.outage)
            }
            let result = outcome(of: body, in: session)
            guard let failure = session.failure else { return result }
            guard run < Self.mostRuns, failure.isWorthRepeating(mayBeDone: session.mayBeDone) else {
                return .failure(failure.outage)
            }
            run += 1
        }
    }

    /// Runs statements that wait together as one transaction; when one of them fails, each again by itself.
    ///
    /// - Returns: why the last run failed, nil when it did not, or when each was run again by itself.
    @discardableResult
    func perform(_ jobs: [StatementJob]) -> PostgresFailure? {
        // The order of the rows is everybody's, so two batches cannot wait for each other crosswise.
        let jobs = jobs.sorted { ($0.row ?? "") < ($1.row ?? "") }
        let mayBeDone = jobs.contains(where: \.writes)
        var run = 1
        while true {
            do throws(PostgresFailure) {
                let outcomes = try execute(jobs.map(\.sql), isBounded: mayBeDone)
                zip(jobs, outcomes).forEach { $0.answer(.success($1)) }
                return nil
            } catch {
                if error.endsConnection { connection = nil }
                if jobs.count > 1, error.isAnswer {
                    performEach(jobs)
                    return nil
                }
                guard run < Self.mostRuns, error.isWorthRepeating(mayBeDone: mayBeDone) else {
                    jobs.forEach { $0.answer(.failure(error.outage)) }
                    return error
                }
                run += 1
            }
        }
    }

    private func execute(
        _ statements: [SQL],
        isBounded: Bool
    ) throws(PostgresFailure) -> [PostgresConnection.Outcome] {
        let connection = try readyConnection()
        guard isBounded, let bound = connection.lockBound else { return try connection.execute(statements) }
        return Array(try connection.execute([bound] + statements).dropFirst())
    }

    /// Who wants a row that the one before could not get in time is refused at once, since the others wait behind it.
    private func performEach(_ jobs: [StatementJob]) {
        var held: Set<String> = []
        for job in jobs {
            if let row = job.row, held.contains(row) {
                job.answer(.failure(.busy(retryAfterSeconds: 1)))
            } else if let failure = perform([job]), failure.isLockedOut, let row = job.row {
                held.insert(row)
            }
        }
    }

    private func outcome<Value>(
        of body: (any SQLSession) throws(Outage) -> Value,
        in session: PostgresSession
    ) -> Result<Value, Outage> {
        let result: Result<Value, Outage>
        do throws(Outage) {
            result = session.end(with: try body(session))
        } catch {
            result = .failure(error)
        }
        if case .failure = result, !session.rollBack() { connection = nil }
        return result
    }

    private func readyConnection() throws(PostgresFailure) -> PostgresConnection {
        if let connection, connection.isAlive { return connection }
        // The old one is let go first: a server that counts connections may have room for one only.
        connection = nil
        let fresh = try PostgresConnection(url, timeout: timeout, lockLimit: lockLimit)
        connection = fresh
        return fresh
    }
}

extension PostgresSession {
    fileprivate func end<Value>(with value: Value) -> Result<Value, Outage> {
        do throws(PostgresFailure) {
            try commit()
            return .success(value)
        } catch {
            return .failure(error.outage)
        }
    }
}
