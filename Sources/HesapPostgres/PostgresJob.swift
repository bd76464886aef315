import HesapDomain
import HesapSQL

/// What waits for a connection.
enum PostgresJob: QueuedJob {
    case bracket(BracketJob)
    case statement(StatementJob)

    var isStatement: Bool {
        if case .statement = self { true } else { false }
    }

    func refuse(_ outage: Outage) {
        switch self {
        case .bracket(let job): job.refuse(outage)
        case .statement(let job): job.answer(.failure(outage))
        }
    }
}

/// A bracket of several statements, with its caller waiting for exactly one of the two.
struct BracketJob: Sendable {
    let run: @Sendable (PostgresWorker) -> Void
    let refuse: @Sendable (Outage) -> Void
}

/// A statement that is a bracket by itself.
struct StatementJob: Sendable {
    let sql: SQL
    /// Then nobody knows what became of it when the connection is lost.
    let writes: Bool
    let answer: @Sendable (Result<PostgresConnection.Outcome, Outage>) -> Void
}
