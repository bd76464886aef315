import HesapDomain
import HesapSQL

/// One run of a bracket on a connection.
///
/// A class because a bracket's statements share how far it got. Not `Sendable`, which keeps it in the bracket.
final class PostgresSession: SQLSession {
    enum Mode {
        /// All statements see one state of the database.
        case read
        /// Each statement sees what is committed; rows that the bracket relies on are held with `forUpdate`.
        case write

        fileprivate var begin: SQL {
            switch self {
            case .read: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
            case .write: "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
            }
        }
    }

    private let connection: PostgresConnection
    private let mode: Mode
    private var isOpen = false
    /// What ended the bracket, even when its body went on as if nothing had happened.
    private(set) var failure: PostgresFailure?
    /// The bracket's effect may have been committed although no answer came.
    private(set) var mayBeDone = false

    init(connection: PostgresConnection, mode: Mode) {
        self.connection = connection
        self.mode = mode
    }

    func run(_ statement: SQL) throws(Outage) -> Int {
        try execute([statement]).last?.affected ?? 0
    }

    func run(_ statements: [SQL]) throws(Outage) {
        _ = try execute(statements)
    }

    func all(_ statement: SQL) throws(Outage) -> [Row] {
        try execute([statement]).last?.rows ?? []
    }

    private func execute(_ statements: [SQL]) throws(Outage) -> [PostgresConnection.Outcome] {
        if let failure { throw failure.outage }
        guard !statements.contains(where: \.holdsNUL) else { throw .boundNUL }
        // The transaction begins together with its first statement: a round trip less.
        let begin = isOpen ? [] : opening
        isOpen = true
        do throws(PostgresFailure) {
            return try connection.execute(begin + statements)
        } catch {
            failure = error
            throw error.outage
        }
    }

    private var opening: [SQL] {
        guard mode == .write, let bound = connection.lockBound else { return [mode.begin] }
        return [mode.begin, bound]
    }

    /// Makes what was written durable.
    func commit() throws(PostgresFailure) {
        if let failure { throw failure }
        guard isOpen else { return }
        isOpen = false
        mayBeDone = mode == .write
        do throws(PostgresFailure) {
            _ = try connection.execute(["COMMIT"])
        } catch {
            failure = error
            throw error
        }
    }

    /// - Returns: false when the connection is of no further use.
    func rollBack() -> Bool {
        if let failure, failure.endsConnection { return false }
        guard isOpen else { return true }
        isOpen = false
        return (try? connection.execute(["ROLLBACK"])) != nil
    }
}

extension SQL {
    /// libpq takes C strings, and PostgreSQL has no NUL in texts either.
    var holdsNUL: Bool {
        bindings.contains { value in
            guard case .text(let text) = value else { return false }
            return text.utf8.withContiguousStorageIfAvailable { $0.contains(0) } ?? text.utf8.contains(0)
        }
    }
}

extension Outage {
    static let boundNUL = Outage.fault(detail: "a bound text holds NUL")
}
