package import HesapDomain

/// One connection inside a bracket.
///
/// Not `Sendable`, so that it cannot be carried out of it.
package protocol SQLSession {
    /// Runs a statement for its effect.
    ///
    /// - Returns: how many rows it inserted, changed or deleted itself, cascades not counted.
    @discardableResult
    func run(_ statement: SQL) throws(Outage) -> Int

    /// Runs statements for their effect, in order; some engines do it in one round trip.
    func run(_ statements: [SQL]) throws(Outage)

    /// Runs a statement for its rows: `SELECT`, or anything with `RETURNING`.
    func all(_ statement: SQL) throws(Outage) -> [Row]
}

extension SQLSession {
    package func run(_ statements: [SQL]) throws(Outage) {
        for statement in statements {
            try run(statement)
        }
    }

    package func first(_ statement: SQL) throws(Outage) -> Row? {
        try all(statement).first
    }

    /// As `Database.pair` describes it.
    package func pair(
        _ statement: SQL,
        then next: (Row) throws(Outage) -> (any Found, SQL?)
    ) throws(Outage) -> (any Found, Row?)? {
        guard let row = try first(statement) else { return nil }
        let (found, another) = try next(row)
        guard let another else { return (found, nil) }
        return (found, try first(another))
    }
}

/// What was made of a row, on its way out of a bracket.
///
/// An object, so that what carries it need not know its type: generic code asks the runtime for the types of its values
/// each time it moves them, 8,000 instructions of a guest's session view.
package typealias Found = AnyObject & Sendable

/// An SQL engine as the stores see it: two brackets around synchronous code, so that nothing can suspend half-way.
package protocol Database: Sendable {
    var dialect: Dialect { get }

    /// One consistent view of what is committed.
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws(Outage) -> Result
    ) async throws(Outage) -> Result

    /// One transaction: everything or nothing, and durable before this returns.
    ///
    /// A body that throws is rolled back alone. It runs on the connection's thread, so it must be quick, and it must
    /// do nothing that a roll-back does not undo.
    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws(Outage) -> Result
    ) async throws(Outage) -> Result

    /// A bracket of one `SELECT`, which may travel together with others.
    func all(_ statement: SQL) async throws(Outage) -> [Row]

    /// What `next` made of the row of a `SELECT`, with the row of the other `SELECT` that it asked for, if that is there.
    ///
    /// Each sees what is committed when it begins. `next` may run on the connection's thread, so it must be quick.
    func pair(
        _ statement: SQL,
        then next: @escaping @Sendable (Row) throws(Outage) -> (any Found, SQL?)
    ) async throws(Outage) -> (any Found, Row?)?

    /// A bracket of one statement that writes one row: durable before this returns.
    ///
    /// It may share a commit with others. They are done in the order of `row`, so that two commits never wait for each
    /// other crosswise; the same row must have the same name everywhere.
    ///
    /// - Returns: how many rows it inserted, changed or deleted itself, cascades not counted.
    @discardableResult
    func run(_ statement: SQL, row: String) async throws(Outage) -> Int

    /// Lets go of old versions of rows that the engine still keeps beside the database, as far as it can right now.
    /// Called after personal data was erased.
    func forgetOldVersions() async
}

extension Database {
    /// A bracket of one statement that may touch any rows.
    @discardableResult
    package func run(_ statement: SQL) async throws(Outage) -> Int {
        try await write { session throws(Outage) in try session.run(statement) }
    }

    package func first(_ statement: SQL) async throws(Outage) -> Row? {
        try await all(statement).first
    }

    /// `pair` for callers that know what they find.
    package func first<Value: Found>(
        _ statement: SQL,
        then next: @escaping @Sendable (Row) throws(Outage) -> (Value, SQL?)
    ) async throws(Outage) -> (Value, Row?)? {
        let found = try await pair(statement) { row throws(Outage) in try next(row) }
        // Nobody but `next` made it.
        return found.map { (unsafeDowncast($0.0, to: Value.self), $0.1) }
    }
}
