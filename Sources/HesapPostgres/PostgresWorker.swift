import Dispatch
import HesapDomain
import HesapSQL

/// A thread with a connection of its own, which is made when it is first needed and again when it was lost.
///
/// `@unchecked Sendable`: `connection` is touched only on `queue`.
final class PostgresWorker: @unchecked Sendable {
    /// The first run and two more: two transactions that cross once seldom cross again.
    private static let mostRuns = 3

    private let queue: DispatchQueue
    private let url: PostgresURL
    private let timeout: Duration
    private var connection: PostgresConnection?

    init(number: Int, url: PostgresURL, timeout: Duration) {
        queue = DispatchQueue(label: "hesap.postgres.\(number)")
        self.url = url
        self.timeout = timeout
    }

    /// Runs `work` on the worker's thread, where `perform` may be called.
    func start(_ work: @escaping @Sendable () -> Void) {
        queue.async(execute: work)
    }

    func disconnect() {
        queue.sync { connection = nil }
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
            if failure.endsConnection { connection = nil }
            guard run < Self.mostRuns, failure.isWorthRepeating(mayBeDone: session.mayBeDone) else {
                return .failure(failure.outage)
            }
            run += 1
        }
    }

    /// Runs statements that wait together in one round trip, and those that are worth it once more.
    func perform(_ jobs: [StatementJob]) {
        var jobs = jobs.filter { job in
            if job.sql.holdsNUL { job.answer(.failure(.boundNUL)) }
            return !job.sql.holdsNUL
        }
        for run in 1...Self.mostRuns where !jobs.isEmpty {
            let connection: PostgresConnection
            do throws(PostgresFailure) {
                connection = try readyConnection()
            } catch {
                return jobs.forEach { $0.answer(.failure(error.outage)) }
            }
            var again: [StatementJob] = []
            for (job, result) in zip(jobs, connection.executeEach(jobs.map(\.sql))) {
                guard case .failure(let failure) = result else { job.answer(result.mapError(\.outage)); continue }
                if failure.endsConnection { self.connection = nil }
                let isWorthIt = run < Self.mostRuns && failure.isWorthRepeating(mayBeDone: job.writes)
                isWorthIt ? again.append(job) : job.answer(.failure(failure.outage))
            }
            jobs = again
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
        let fresh = try PostgresConnection(url, timeout: timeout)
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
