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
}

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
    package func all(_ statement: SQL) async throws(Outage) -> [Row] {
        try await read { session throws(Outage) in try session.all(statement) }
    }

    @discardableResult
    package func run(_ statement: SQL, row: String) async throws(Outage) -> Int {
        try await run(statement)
    }

    /// A bracket of one statement that may touch any rows.
    @discardableResult
    package func run(_ statement: SQL) async throws(Outage) -> Int {
        try await write { session throws(Outage) in try session.run(statement) }
    }

    package func first(_ statement: SQL) async throws(Outage) -> Row? {
        try await all(statement).first
    }
}
