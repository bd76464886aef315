package import DjangoCompat
package import HesapDomain

package struct InMemorySessionStore: SessionStore {
    let shop: InMemoryShop

    package func load(
        _ key: SessionKey,
        now: Timestamp,
        decode: @escaping @Sendable (_ text: String) -> SessionPayload?
    ) async throws(Outage) -> StoredSession? {
        try shop.transaction(.sessionStore) { rows in
            guard let row = rows.sessions[key], row.expires > now else { return nil }
            let session = StoredSession(text: row.text, expires: row.expires, payload: decode(row.text))
            let holder = session.accountID.flatMap { rows.holder($0, lastSeenAt: row.lastSeenAt) }
            return holder.map { session.held(by: $0) } ?? session
        }
    }

    package func create(_ session: NewSession) async throws(Outage) -> Bool {
        try shop.transaction(.sessionStore) { rows in rows.insert(session) }
    }

    package func update(_ key: SessionKey, _ update: SessionUpdate) async throws(Outage) -> String? {
        try shop.transaction(.sessionStore) { rows in
            guard var row = rows.sessions[key], row.expires > update.openedAt else { return nil }
            // By bytes: `==` would hold two normal forms of one text equal.
            let isExpected = row.text.utf8.elementsEqual(update.expected.utf8)
            guard let text = isExpected ? update.text : update.rebase?(row.text) else { return nil }
            row.text = text
            row.expires = row.text == update.text ? update.expires : update.expires(rebased: row.text)
            rows.sessions[key] = row
            return row.text
        }
    }

    package func move(_ key: SessionKey, _ move: SessionMove) async throws(Outage) -> Bool {
        try shop.transaction(.sessionStore) { rows throws(Outage) in
            guard var row = rows.sessions[key], row.text.utf8.elementsEqual(move.expected.utf8) else { return false }
            let pointer = NewSession(key: key, text: move.pointer, expires: move.pointerExpires)
            rows.sessions[key] = nil
            guard rows.insert(pointer), rows.sessions[move.session.key] == nil else {
                throw .fault(detail: "a fresh session key exists already")
            }
            (row.text, row.expires) = (move.session.text, move.session.expires)
            rows.sessions[move.session.key] = row
            return true
        }
    }

    package func delete(_ key: SessionKey) async throws(Outage) {
        try shop.transaction(.sessionStore) { rows in rows.sessions[key] = nil }
    }

    package func purge(expiredBefore now: Timestamp, limit: Int) async throws(Outage) -> Int {
        try shop.transaction(.sessionStore) { rows in
            let expired = rows.sessions.filter { $0.value.expires <= now }.keys.prefix(limit)
            for key in expired { rows.sessions[key] = nil }
            return expired.count
        }
    }
}

extension ShopRows {
    fileprivate func holder(_ id: AccountID, lastSeenAt: Timestamp?) -> SessionHolder? {
        guard let account = accounts[id] else { return nil }
        let city = account.profile.city.flatMap { activeCity($0) }
        return SessionHolder(account: account, city: city, lastSeenAt: lastSeenAt)
    }

    /// - Returns: false when the key exists already.
    mutating func insert(_ session: NewSession, createdAt: Timestamp? = nil) -> Bool {
        guard sessions[session.key] == nil else { return false }
        sessions[session.key] = SessionRow(session, createdAt: createdAt)
        return true
    }

    /// - Returns: how many.
    @discardableResult
    mutating func endSessions(of account: AccountID, except key: SessionKey? = nil) -> Int {
        let before = sessions.count
        sessions = sessions.filter { $0.value.owner?.account != account || $0.key == key }
        return before - sessions.count
    }
}
