package import HesapDomain

package struct SQLSessionList: SessionList {
    private let database: any Database
    private let userTable: Identifier

    package init(database: any Database, userTable: Identifier = .authUser) {
        self.database = database
        self.userTable = userTable
    }

    package func sessions(of account: AccountID, now: Timestamp) async throws(Outage) -> [SessionEntry] {
        try await database.read { session throws(Outage) in
            let rows = try session.all(
                """
                SELECT h.session_key, h.public_id, h.user_agent, h.address, h.created_at, h.last_seen_at
                FROM hesap_session h JOIN django_session d ON d.session_key = h.session_key
                WHERE h.user_id = \(account.raw) AND d.expire_date > \(time: now)
                ORDER BY h.created_at DESC, h.public_id
                """
            )
            var entries: [SessionEntry] = []
            for row in rows {
                entries.append(try Self.decode(row))
            }
            return entries
        }
    }

    private static func decode(_ row: Row) throws(Outage) -> SessionEntry {
        guard let publicID = SessionPublicID(try row.text("public_id")) else { throw unreadable }
        return SessionEntry(
            publicID: publicID,
            key: try key(row),
            createdAt: try row.timestamp("created_at"),
            lastSeenAt: try row.timestamp("last_seen_at"),
            userAgent: try row.text("user_agent"),
            address: try row.text("address")
        )
    }

    package func end(_ id: SessionPublicID, of account: AccountID) async throws(Outage) -> [SessionKey] {
        try await database.write { session throws(Outage) in
            var ended: [SessionKey] = []
            // More than one round only on PostgreSQL, when the session got another key while its row was waited for.
            while let key = try Self.key(of: id, account, in: session) {
                // Gone already: another request ends it, and its place in the index goes with it.
                guard try session.run("DELETE FROM django_session WHERE session_key = \(key.text)") > 0 else { break }
                ended.append(key)
            }
            return ended
        }
    }

    private static func key(
        of id: SessionPublicID,
        _ account: AccountID,
        in session: any SQLSession
    ) throws(Outage) -> SessionKey? {
        let row = try session.first(
            "SELECT session_key FROM hesap_session WHERE user_id = \(account.raw) AND public_id = \(id.text)"
        )
        return try row.map(key)
    }

    private static func key(_ row: Row) throws(Outage) -> SessionKey {
        guard let key = SessionKey(try row.text("session_key")) else { throw unreadable }
        return key
    }

    private static let unreadable = Outage.fault(detail: "a row of hesap_session or django_session cannot be read")

    package func endAll(of account: AccountID, except key: SessionKey?) async throws(Outage) -> Int {
        try await database.write { session throws(Outage) in
            try SessionRows.deleteAll(of: account, except: key, in: session)
        }
    }

    package func endAny(limit: Int) async throws(Outage) -> Int {
        try await database.run(
            "DELETE FROM django_session WHERE session_key IN (SELECT session_key FROM django_session LIMIT \(limit))"
        )
    }

    package func unlisted(after key: SessionKey?, limit: Int) async throws(Outage) -> [UnlistedSession] {
        // Keys are never empty, so that all are behind none. Said of both tables, since PostgreSQL would read the index of
        // the second from its beginning for each page.
        let start = key?.text ?? ""
        let rows = try await database.all(
            """
            SELECT d.session_key, d.session_data FROM django_session d
            LEFT JOIN hesap_session h ON h.session_key = d.session_key AND h.session_key > \(start)
            WHERE h.session_key IS NULL AND d.session_key > \(start) ORDER BY d.session_key LIMIT \(limit)
            """
        )
        return try rows.map { row throws(Outage) in
            UnlistedSession(key: try Self.key(row), text: try row.text("session_data"))
        }
    }

    package func touch(_ key: SessionKey, at now: Timestamp) async throws(Outage) {
        try await database.write { session throws(Outage) in
            // Two requests may arrive out of order; the later time stays.
            _ = try session.run(
                """
                UPDATE hesap_session SET last_seen_at = \(now)
                WHERE session_key = \(key.text) AND last_seen_at < \(now)
                """
            )
        }
    }

    package func adopt(_ key: SessionKey, by owner: SessionOwner) async throws(Outage) {
        let forUpdate = database.dialect.forUpdate
        try await database.run(
            """
            INSERT INTO hesap_session (session_key, user_id, public_id, user_agent, address, created_at, last_seen_at)
            SELECT session_key, \(owner.account.raw), \(owner.publicID.text), \(owner.userAgent), \(owner.address),
                \(owner.at), \(owner.at)
            FROM django_session WHERE session_key = \(key.text) \(forUpdate)
            ON CONFLICT (session_key) DO NOTHING
            """
        )
    }

    package func knows(address: String, of email: EmailAddress, now: Timestamp) async throws(Outage) -> Bool {
        let dialect = database.dialect
        // Sessions are looked up also where nobody has the address, those of the user 0, whom there never is, and either
        // way there is one row. The LIMIT ends no scan of users at the first hit, because what it cuts is sorted first.
        // That the key is the same says here that the addresses are (`isSame`): what is not ASCII in one stands in its
        // domain and is in lower case.
        let statement: SQL = """
            SELECT count(*) AS n FROM hesap_session h JOIN django_session d ON d.session_key = h.session_key
            WHERE h.user_id = coalesce((
                    SELECT u.id FROM \(userTable) u WHERE lower(u.email\(dialect.byteOrder)) = \(email.comparisonKey)
                    ORDER BY u.is_active DESC, u.id LIMIT 1), 0)
                AND h.address = \(address) AND d.expire_date > \(time: now)
            """
        // A bracket for the reason that `SQLAccounts.findAll` has.
        let row = try await database.read { session throws(Outage) in try session.first(statement) }
        return try row?.integer("n") ?? 0 > 0
    }
}
