import HesapDomain

/// Statements on Django's session table and the index beside it that several stores need.
enum SessionRows {
    /// Makes the row and, for a session with an owner, its place in the index.
    ///
    /// - Returns: false when the key exists already.
    static func insert(
        _ new: NewSession,
        createdAt: Timestamp? = nil,
        in session: any SQLSession
    ) throws(Outage) -> Bool {
        let inserted = try session.run(
            """
            INSERT INTO django_session (session_key, session_data, expire_date)
            VALUES (\(new.key.text), \(new.text), \(time: new.expires))
            ON CONFLICT (session_key) DO NOTHING
            """
        )
        guard inserted == 1 else { return false }
        guard let owner = new.owner else { return true }
        try session.run(
            """
            INSERT INTO hesap_session (session_key, user_id, public_id, user_agent, address, created_at, last_seen_at)
            VALUES (\(new.key.text), \(owner.account.raw), \(owner.publicID.text), \(owner.userAgent),
                \(owner.address), \(createdAt ?? owner.at), \(owner.at))
            """
        )
        return true
    }

    /// Deletes a session; its place in the index goes with it.
    ///
    /// - Returns: false when there was none.
    @discardableResult
    static func delete(_ key: SessionKey, in session: any SQLSession) throws(Outage) -> Bool {
        try session.run("DELETE FROM django_session WHERE session_key = \(key.text)") > 0
    }

    /// Deletes the sessions of an account that are in the index.
    ///
    /// Those that Django made and Hesap never saw die by their auth hash, because every caller but the session list
    /// also changes the password.
    ///
    /// - Returns: how many.
    @discardableResult
    static func deleteAll(
        of account: AccountID,
        except key: SessionKey? = nil,
        in session: any SQLSession
    ) throws(Outage) -> Int {
        // Keys are never empty, so that one excludes nothing.
        let kept = key?.text ?? ""
        var deleted = 0
        // Once more on PostgreSQL: a session may have got another key while its row was waited for.
        for _ in 0..<2 {
            let count = try session.run(
                """
                DELETE FROM django_session WHERE session_key IN (
                    SELECT session_key FROM hesap_session WHERE user_id = \(account.raw) AND session_key <> \(kept))
                """
            )
            deleted += count
            guard count > 0 else { break }
        }
        return deleted
    }
}
