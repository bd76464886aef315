package import HesapDomain

package struct SQLSessions: SessionStore {
    private let database: any Database

    package init(database: any Database) {
        self.database = database
    }

    package func load(_ key: SessionKey, now: Timestamp) async throws(Outage) -> StoredSession? {
        let dialect = database.dialect
        let row = try await database.first(
            """
            SELECT session_data, expire_date FROM django_session
            WHERE session_key = \(key.text) AND expire_date > \(dialect.time(now))
            """
        )
        guard let row else { return nil }
        return StoredSession(text: try row.text("session_data"), expires: try dialect.time(row, "expire_date"))
    }

    package func create(_ new: NewSession) async throws(Outage) -> Bool {
        let dialect = database.dialect
        return try await database.write { session throws(Outage) in
            try SessionRows.insert(new, in: session, dialect)
        }
    }

    package func update(_ key: SessionKey, _ update: SessionUpdate) async throws(Outage) -> String? {
        let expires = database.dialect.time(update.expires)
        let changed = try await database.run(
            """
            UPDATE django_session SET session_data = \(update.text), expire_date = \(expires)
            WHERE session_key = \(key.text) AND session_data = \(update.expected)
            """,
            row: key.text
        )
        return changed == 1 ? update.text : try await rebase(key, update)
    }

    /// The rare case: another request of the same browser wrote meanwhile, or ended the session.
    private func rebase(_ key: SessionKey, _ update: SessionUpdate) async throws(Outage) -> String? {
        let dialect = database.dialect
        return try await database.write { session throws(Outage) in
            let current = try session.first(
                "SELECT session_data FROM django_session WHERE session_key = \(key.text) \(dialect.forUpdate)"
            )
            guard let current else { return nil }
            let rebased = update.rebase(try current.text("session_data"))
            let expires = dialect.time(update.expires(rebased: rebased))
            try session.run(
                """
                UPDATE django_session SET session_data = \(rebased), expire_date = \(expires)
                WHERE session_key = \(key.text)
                """
            )
            return rebased
        }
    }

    package func move(_ key: SessionKey, _ move: SessionMove) async throws(Outage) -> Bool {
        let dialect = database.dialect
        return try await database.write { session throws(Outage) in
            let changed = try session.run(
                """
                UPDATE django_session SET session_data = \(move.pointer), expire_date = \(dialect.time(move.pointerExpires))
                WHERE session_key = \(key.text) AND session_data = \(move.expected)
                """
            )
            guard changed == 1 else { return false }
            guard try SessionRows.insert(move.session, in: session, dialect) else {
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
        let dialect = database.dialect
        return try await database.run(
            """
            DELETE FROM django_session WHERE expire_date < \(dialect.time(now)) AND session_key IN (
                SELECT session_key FROM django_session WHERE expire_date < \(dialect.time(now)) LIMIT \(limit))
            """
        )
    }
}
