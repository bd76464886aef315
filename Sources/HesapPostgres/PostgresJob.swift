import HesapDomain
import HesapSQL

/// A bracket of several statements, with its caller waiting for exactly one of the two.
struct BracketJob: QueuedJob {
    let run: @Sendable (PostgresWorker) -> Void
    let answerRefusal: @Sendable (Outage) -> Void

    func refuse(_ outage: Outage) {
        answerRefusal(outage)
    }
}

/// A statement that is a bracket by itself.
struct StatementJob: QueuedJob {
    let sql: SQL
    /// Orders those that share a commit; nil for one that only reads.
    let row: String?
    let answer: @Sendable (Result<PostgresConnection.Outcome, Outage>) -> Void

    /// Then nobody knows what became of it when the connection is lost.
    var writes: Bool { row != nil }

    func refuse(_ outage: Outage) {
        answer(.failure(outage))
    }
}
