import CLibPQ
import Dispatch
import Glibc
import HesapSQL

/// One libpq connection in pipeline mode: statements that belong together travel together, and are prepared once.
///
/// Not `Sendable`: it belongs to one worker's thread.
final class PostgresConnection {
    /// What a statement gave: its rows, or how many it touched.
    struct Outcome {
        var rows: [Row] = []
        var affected = 0

        init() {}

        init(_ result: OpaquePointer) {
            rows = PostgresRows.copy(result)
            affected = PostgresRows.affected(result)
        }
    }

    /// More texts than Hesap has; those with lists of changing length must not fill the server's memory.
    private static let mostPrepared = 500

    private let handle: OpaquePointer
    /// Longest wait for one batch of statements.
    private let timeout: Duration
    /// Bounds the waits for locks of the transaction that it stands in; nil for no bound but `timeout`.
    let lockBound: SQL?
    /// Names of statements by their shapes; two shapes of one text have one name.
    private var names: [StatementShape: Name] = [:]
    private var parameters = Parameters()

    /// What a statement is prepared under, with the zero at its end.
    private typealias Name = [CChar]

    /// Connects, which may take as long as the `connect_timeout` of each host.
    init(_ url: PostgresURL, timeout: Duration, lockLimit: Duration?) throws(PostgresFailure) {
        guard let handle = url.connect() else { throw .timedOut }
        guard PQstatus(handle) == CONNECTION_OK else {
            defer { PQfinish(handle) }
            throw .lost(handle)
        }
        hesap_silence(handle)
        self.handle = handle
        self.timeout = timeout
        // Local to the transaction: behind a pooler a setting of the connection would become everybody's.
        lockBound = lockLimit.map { "SELECT set_config('lock_timeout', \(String(Int($0 / .milliseconds(1)))), true)" }
        PQsetnonblocking(handle, 1)
        PQenterPipelineMode(handle)
    }

    deinit {
        PQfinish(handle)
    }

    /// False when the server has closed the connection meanwhile, which it says without being asked.
    var isAlive: Bool {
        while PQstatus(handle) == CONNECTION_OK {
            var socket = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
            guard poll(&socket, 1, 0) > 0 else { return true }
            // Reads the server's last words first; only the next look finds the end behind them.
            guard PQconsumeInput(handle) == 1 else { return false }
        }
        return false
    }

    /// Runs the statements in order, in one round trip.
    ///
    /// After one that fails the others are skipped. Outside of a transaction they are one by themselves.
    ///
    /// - Returns: as many outcomes as there are statements.
    func execute(_ statements: [SQL]) throws(PostgresFailure) -> [Outcome] {
        let deadline = ContinuousClock.now + timeout
        let steps = try send(statements)
        return try receive(steps, until: deadline)
    }

    /// One answer to wait for.
    private enum Step {
        case preparation(Name)
        case statement
    }

    private func send(_ statements: [SQL]) throws(PostgresFailure) -> [Step] {
        var steps: [Step] = []
        for statement in statements {
            let name = try prepare(statement.shape, &steps)
            parameters.set(statement.bindings)
            let sent = parameters.withPointers { count, values, lengths, formats in
                PQsendQueryPrepared(handle, name, count, values, lengths, formats, WireFormat.binary)
            }
            guard sent == 1 else { throw .lost(handle) }
            steps.append(.statement)
        }
        guard PQpipelineSync(handle) == 1 else { throw .lost(handle) }
        return steps
    }

    /// The name of the prepared statement, which is prepared on the way when it is new.
    private func prepare(_ shape: StatementShape, _ steps: inout [Step]) throws(PostgresFailure) -> Name {
        if let known = names[shape] { return known }
        let text = shape.text
        let name = names.count < Self.mostPrepared ? Self.name(of: text) : Self.noName
        if !names.values.contains(name) {
            guard PQsendPrepare(handle, name, text, 0, nil) == 1 else { throw .lost(handle) }
            steps.append(.preparation(name))
        }
        if name != Self.noName { names[shape] = name }
        return name
    }

    /// Holds until the next statement without one.
    private static let noName = Name("".utf8CString)

    /// The server refused to prepare it.
    private func forget(_ name: Name) {
        names = names.filter { $0.value != name }
    }

    /// The same for the same text everywhere, never for two.
    ///
    /// A pooler that knows nothing of prepared statements lets one client run what another one prepared under the name:
    /// that must be the same statement, or the wrong rows would be written. FNV-1a, 64 bits, of texts that are all ours.
    private static func name(of text: String) -> Name {
        let digest = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return Array("hesap_\(String(digest, radix: 36))".utf8CString)
    }

    private func receive(
        _ steps: [Step],
        until deadline: ContinuousClock.Instant
    ) throws(PostgresFailure) -> [Outcome] {
        var outcomes: [Outcome] = []
        var failure: PostgresFailure?
        for step in steps {
            while let result = try nextResult(until: deadline) {
                defer { PQclear(result) }
                switch PQresultStatus(result) {
                case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
                    if case .statement = step { outcomes.append(Outcome(result)) }
                default:
                    if case .preparation(let name) = step { forget(name) }
                    if PQresultStatus(result) != PGRES_PIPELINE_ABORTED {
                        failure = failure ?? PostgresFailure(result: result)
                    }
                }
            }
        }
        let failureAtEnd = try receiveEnd(until: deadline)
        if let failure = failure ?? failureAtEnd { throw failure }
        return outcomes
    }

    /// The end of the batch, where statements outside of a transaction are committed.
    ///
    /// - Returns: why they were not: a constraint that is checked at the end, as Django's foreign keys are.
    private func receiveEnd(until deadline: ContinuousClock.Instant) throws(PostgresFailure) -> PostgresFailure? {
        var failure: PostgresFailure?
        while true {
            guard let result = try nextResult(until: deadline) else { continue }
            defer { PQclear(result) }
            if PQresultStatus(result) == PGRES_PIPELINE_SYNC { return failure }
            failure = failure ?? PostgresFailure(result: result)
        }
    }

    /// The next result of the batch, or nil at the end of one statement's results.
    private func nextResult(until deadline: ContinuousClock.Instant) throws(PostgresFailure) -> OpaquePointer? {
        while true {
            let unsent = PQflush(handle)
            guard unsent >= 0 else { throw .lost(handle) }
            if PQisBusy(handle) == 0 {
                let result = PQgetResult(handle)
                guard result != nil || PQstatus(handle) == CONNECTION_OK else { throw .lost(handle) }
                return result
            }
            try wait(forWriting: unsent > 0, until: deadline)
            guard PQconsumeInput(handle) == 1 else { throw .lost(handle) }
        }
    }

    private func wait(forWriting: Bool, until deadline: ContinuousClock.Instant) throws(PostgresFailure) {
        let events = forWriting ? POLLIN | POLLOUT : POLLIN
        var socket = pollfd(fd: PQsocket(handle), events: Int16(events), revents: 0)
        while true {
            let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
            guard left > 0 else {
                cancel()
                throw .timedOut
            }
            let ready = poll(&socket, 1, Int32(min(left.rounded(.up), 1_000_000)))
            if ready > 0 { return }
            guard ready == 0 || errno == EINTR else { throw .lost(handle) }
        }
    }

    /// One thread for all: a frozen server accepts the request and says nothing, for as long as it is frozen.
    private static let cancelling = DispatchQueue(label: "hesap.postgres.cancel")

    /// Asks the server to give up too, beside the worker, which has an answer to give.
    ///
    /// Otherwise each statement that waits for a lock would leave one of the server's few connections behind, and be
    /// done after all when nobody expects it any more.
    private func cancel() {
        guard let request = PQgetCancel(handle) else { return }
        // The number of a pointer may go to another thread; the request belongs to that one from here on.
        let address = UInt(bitPattern: request)
        Self.cancelling.async {
            guard let request = OpaquePointer(bitPattern: address) else { return }
            defer { PQfreeCancel(request) }
            var message = [CChar](repeating: 0, count: 256)
            PQcancel(request, &message, Int32(message.count))
        }
    }
}
