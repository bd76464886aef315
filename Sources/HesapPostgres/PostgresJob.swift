import HesapDomain
import HesapSQL

/// A bracket of several statements, with its caller waiting for exactly one of the two.
final class BracketJob: QueuedJob {
    let run: @Sendable (PostgresWorker) -> Void
    private let answerRefusal: @Sendable (Outage) -> Void

    init(run: @escaping @Sendable (PostgresWorker) -> Void, answerRefusal: @escaping @Sendable (Outage) -> Void) {
        self.run = run
        self.answerRefusal = answerRefusal
    }

    var mayTakeLong: Bool { true }

    func refuse(_ outage: Outage) {
        answerRefusal(outage)
    }
}

/// A statement that is a bracket by itself.
final class StatementJob: QueuedJob {
    let sql: SQL
    /// Orders those that share a commit; nil for one that only reads.
    let row: String?
    let answer: @Sendable (Result<PostgresConnection.Outcome, Outage>) -> Void

    init(
        sql: SQL,
        row: String?,
        answer: @escaping @Sendable (Result<PostgresConnection.Outcome, Outage>) -> Void
    ) {
        self.sql = sql
        self.row = row
        self.answer = answer
    }

    /// Then nobody knows what became of it when the connection is lost.
    var writes: Bool { row != nil }

    var mayTakeLong: Bool { true }

    func refuse(_ outage: Outage) {
        answer(.failure(outage))
    }
}
