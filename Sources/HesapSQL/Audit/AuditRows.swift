import HesapDomain

enum AuditRows {
    /// Remembers what happened to an account, in the transaction in which it happened.
    static func record(
        _ event: AuditEvent,
        of account: AccountID,
        at now: Timestamp,
        requestID: String?,
        in session: any SQLSession
    ) throws(Outage) {
        try session.run(
            """
            INSERT INTO hesap_audit (event, user_id, at, request_id)
            VALUES (\(event.rawValue), \(account.raw), \(now), \(requestID))
            """
        )
    }
}
