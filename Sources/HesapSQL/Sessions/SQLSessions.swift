package import DjangoCompat
package import HesapDomain

package struct SQLSessions: SessionStore {
    private let database: any Database
    private let userTable: Identifier

    package init(database: any Database, userTable: Identifier = .authUser) {
        self.database = database
        self.userTable = userTable
    }

    package func load(
        _ key: SessionKey,
        now: Timestamp,
        decode: @escaping @Sendable (_ text: String) -> SessionPayload?
    ) async throws(Outage) -> StoredSession? {
        let statement: SQL = """
            SELECT session_data, expire_date FROM django_session
            WHERE session_key = \(key.text) AND expire_date > \(time: now)
            """
        let found = try await database.first(statement) { [userTable] row throws(Outage) in
            let text = try row.text("session_data")
            let expires = try row.time("expire_date")
            let session = StoredSession(text: text, expires: expires, payload: decode(text))
            return (session, session.accountID.map { HolderRow.select($0, in: key, userTable: userTable) })
        }
        guard let (session, row) = found else { return nil }
        guard let row else { return session }
        return session.held(by: try HolderRow.decode(row))
    }

    package func create(_ new: NewSession) async throws(Outage) -> Bool {
        try await database.write { session throws(Outage) in
            try SessionRows.insert(new, in: session)
        }
    }

    package func update(_ key: SessionKey, _ update: SessionUpdate) async throws(Outage) -> String? {
        let changed = try await database.run(
            """
            UPDATE django_session SET session_data = \(update.text), expire_date = \(time: update.expires)
            WHERE session_key = \(key.text) AND session_data = \(update.expected)
                AND expire_date > \(time: update.openedAt)
            """,
            row: key.text
        )
        guard changed == 0 else { return update.text }
        guard let rebase = update.rebase else { return nil }
        return try await self.rebase(key, update, by: rebase)
    }

    /// The rare case: another request of the same browser wrote meanwhile, or ended the session.
    private func rebase(
        _ key: SessionKey,
        _ update: SessionUpdate,
        by rebase: @escaping @Sendable (String) -> String
    ) async throws(Outage) -> String? {
        let dialect = database.dialect
        return try await database.write { session throws(Outage) in
            let current = try session.first(
                """
                SELECT session_data FROM django_session
                WHERE session_key = \(key.text) AND expire_date > \(time: update.openedAt) \(dialect.forUpdate)
                """
            )
            guard let current else { return nil }
            let rebased = rebase(try current.text("session_data"))
            let expires = update.expires(rebased: rebased)
            try session.run(
                """
                UPDATE django_session SET session_data = \(rebased), expire_date = \(time: expires)
                WHERE session_key = \(key.text)
                """
            )
            return rebased
        }
    }

    package func move(_ key: SessionKey, _ move: SessionMove) async throws(Outage) -> Bool {
        try await database.write { session throws(Outage) in
            let changed = try session.run(
                """
                UPDATE django_session SET session_data = \(move.pointer), expire_date = \(time: move.pointerExpires)
                WHERE session_key = \(key.text) AND session_data = \(move.expected)
                """
            )
            guard changed == 1 else { return false }
            guard try SessionRows.insert(move.session, in: session) else {
                throw .fault(detail: "a fresh session key exists already")
            }
            try session.run(
                "UPDATE hesap_session SET session_key = \(move.session.key.text) WHERE session_key = \(key.text)"
            )
            return true
        }
    }

    package func delete(_ key: SessionKey) async throws(Outage) {
        try await database.run("DELETE FROM django_session WHERE session_key = \(key.text)", row: key.text)
    }

    package func purge(expiredBefore now: Timestamp, limit: Int) async throws(Outage) -> Int {
        try await database.run(
            """
            DELETE FROM django_session WHERE expire_date < \(time: now) AND session_key IN (
                SELECT session_key FROM django_session WHERE expire_date < \(time: now) LIMIT \(limit))
            """
        )
    }
}
