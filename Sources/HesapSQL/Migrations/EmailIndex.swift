import HesapDomain

/// The one thing of ours that can stand on a table of Django's, and only when it is asked for.
///
/// Sign-in, registration and reset look users up by address without case. Without this index each of them reads all
/// users; docs/decisions/0009 has the figures.
enum EmailIndex {
    static let name = "hesap_user_email"

    static func exists(
        on userTable: Identifier,
        in session: any SQLSession,
        _ dialect: Dialect
    ) throws(Outage) -> Bool {
        try session.first(dialect.usableIndex(name, userTable.name)) != nil
    }

    /// Makes it unless it is there.
    ///
    /// PostgreSQL lets nobody write to the table meanwhile. One that was left behind half-made by `CREATE INDEX
    /// CONCURRENTLY` has the name and carries nothing, so it is replaced.
    ///
    /// - Returns: whether it was made.
    static func make(
        on userTable: Identifier,
        in session: any SQLSession,
        _ dialect: Dialect
    ) throws(Outage) -> Bool {
        if try exists(on: userTable, in: session, dialect) { return false }
        try session.run("DROP INDEX IF EXISTS hesap_user_email")
        try session.run("CREATE INDEX hesap_user_email ON \(userTable) (lower(email\(dialect.byteOrder)))")
        return true
    }
}
