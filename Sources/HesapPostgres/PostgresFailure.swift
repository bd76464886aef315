import CLibPQ
import HesapDomain

/// Why a statement or a connection failed, as libpq tells it.
struct PostgresFailure: Error {
    enum Kind: Equatable {
        /// Nobody knows whether what was sent last had an effect.
        case connectionLost
        case timedOut
        /// The server's answer: it had no effect.
        case refused(sqlState: String)
    }

    let kind: Kind
    /// For the log: no bound value is in it.
    let detail: String

    static func lost(_ connection: OpaquePointer?) -> PostgresFailure {
        PostgresFailure(kind: .connectionLost, detail: "PostgreSQL: \(message(of: connection))")
    }

    static let timedOut = PostgresFailure(kind: .timedOut, detail: "PostgreSQL: no answer in time")

    /// The result is of a statement that failed, and stays the caller's.
    init(result: OpaquePointer) {
        let state = Self.field(hesap_sqlstate, of: result) ?? "XX000"
        // A pooler says so when it lost the server, even in the middle of a COMMIT.
        kind = state.hasPrefix("08") ? .connectionLost : .refused(sqlState: state)
        let names = [hesap_table, hesap_column, hesap_constraint].compactMap {
            Self.field($0, of: result)
        }
        var parts = ["PostgreSQL: error \(state)"]
        // Other classes quote the offending value in their message: an address, a name.
        if ["25", "26", "3F", "42", "53", "57", "58"].contains(state.prefix(2)) {
            parts.append(Self.field(hesap_message, of: result) ?? "")
        }
        if !names.isEmpty { parts.append("at " + names.joined(separator: ".")) }
        if ["26000", "42P05"].contains(state) {
            parts.append("(is there a pooler in transaction mode that does not keep prepared statements?)")
        }
        detail = parts.joined(separator: " ")
    }

    private init(kind: Kind, detail: String) {
        self.kind = kind
        self.detail = detail
    }

    /// On one line, as the log wants it.
    ///
    /// libpq names host and user there, never the password.
    private static func message(of connection: OpaquePointer?) -> String {
        guard let text = PQerrorMessage(connection) else { return "connection lost" }
        let message = String(cString: text).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return message.isEmpty ? "connection lost" : message
    }

    private static func field(_ code: Int32, of result: OpaquePointer) -> String? {
        PQresultErrorField(result, code).map { String(cString: $0) }
    }
}

extension PostgresFailure {
    private var sqlState: String? {
        if case .refused(let state) = kind { state } else { nil }
    }

    /// Whether somebody held a lock for longer than a statement may wait for it.
    var isLockedOut: Bool { sqlState == "55P03" }

    /// Whether the server answered: then nothing was done.
    var isAnswer: Bool { sqlState != nil }

    /// Whether the connection is of no further use.
    ///
    /// 0A000 and 26000: a prepared statement went stale, because Django altered a table or a pooler changed the server
    /// behind the connection. 25006: the server became a standby.
    var endsConnection: Bool {
        guard let sqlState else { return true }
        return ["0A000", "26000", "25006"].contains(sqlState)
            || sqlState.hasPrefix("57") && sqlState != "57014"
    }

    /// Whether the same bracket may succeed when it is run again from its start.
    ///
    /// 40001 and 40P01: two transactions crossed. 23505: somebody else inserted the same row since the bracket looked;
    /// its next look sees that row. A lost statement that commits may be done already, and is not repeated.
    func isWorthRepeating(mayBeDone: Bool) -> Bool {
        switch kind {
        case .connectionLost: !mayBeDone
        case .timedOut: false
        case .refused(let state): ["40001", "40P01", "23505"].contains(state) || endsConnection
        }
    }

    var outage: Outage {
        switch kind {
        case .connectionLost: .unavailable(detail: detail)
        // It holds a lock that we wait for, or has too much to do: not a defect of the statement.
        case .timedOut: .busy(retryAfterSeconds: 1)
        case .refused(let state): Self.outage(state, detail)
        }
    }

    /// Sorts PostgreSQL's codes by what helps: trying again, repairing the machine, or repairing Hesap.
    private static func outage(_ state: String, _ detail: String) -> Outage {
        switch state {
        case "40001", "40P01", "55P03", "57014": .busy(retryAfterSeconds: 1)
        case "25006": .unavailable(detail: detail)
        default:
            ["28", "3D", "53", "57", "58"].contains(state.prefix(2))
                ? .unavailable(detail: detail) : .fault(detail: detail)
        }
    }
}
