package import HesapDomain

package struct InMemorySessionList: SessionList {
    let shop: InMemoryShop

    package func sessions(of account: AccountID, now: Timestamp) async throws(Outage) -> [SessionEntry] {
        try shop.transaction(.sessionList) { rows in
            rows.sessions(of: account)
                .filter { $0.value.expires > now }
                .compactMap { SessionEntry(key: $0.key, $0.value) }
                .sorted { ($1.createdAt, $0.publicID.text) < ($0.createdAt, $1.publicID.text) }
        }
    }

    package func end(_ id: SessionPublicID, of account: AccountID) async throws(Outage) -> [SessionKey] {
        try shop.transaction(.sessionList) { rows in
            let own = rows.sessions(of: account).first { $0.value.owner?.publicID == id }
            guard let own else { return [] }
            rows.sessions[own.key] = nil
            return [own.key]
        }
    }

    package func endAll(of account: AccountID, except key: SessionKey?) async throws(Outage) -> Int {
        try shop.transaction(.sessionList) { rows in rows.endSessions(of: account, except: key) }
    }

    package func endAny(limit: Int) async throws(Outage) -> Int {
        try shop.transaction(.sessionList) { rows in
            let ended = rows.sessions.keys.prefix(limit)
            for key in ended { rows.sessions[key] = nil }
            return ended.count
        }
    }

    package func unlisted(after key: SessionKey?, limit: Int) async throws(Outage) -> [UnlistedSession] {
        try shop.transaction(.sessionList) { rows in
            let behind = rows.sessions.filter { $0.value.owner == nil && $0.key.text > key?.text ?? "" }
            let sorted = behind.sorted { $0.key.text < $1.key.text }
            return sorted.prefix(limit).map { UnlistedSession(key: $0.key, text: $0.value.text) }
        }
    }

    package func touch(_ key: SessionKey, at now: Timestamp) async throws(Outage) {
        try shop.transaction(.sessionList) { rows in
            guard let seen = rows.sessions[key]?.lastSeenAt, seen < now else { return }
            rows.sessions[key]?.lastSeenAt = now
        }
    }

    package func adopt(_ key: SessionKey, by owner: SessionOwner) async throws(Outage) {
        try shop.transaction(.sessionList) { rows in
            guard let row = rows.sessions[key], row.owner == nil else { return }
            rows.sessions[key]?.owner = owner
            rows.sessions[key]?.createdAt = owner.at
            rows.sessions[key]?.lastSeenAt = owner.at
        }
    }

    package func knows(address: String, of email: EmailAddress, now: Timestamp) async throws(Outage) -> Bool {
        try shop.transaction(.sessionList) { rows in
            guard let account = rows.accounts(of: email).first else { return false }
            return rows.sessions(of: account.id).values.contains { $0.expires > now && $0.owner?.address == address }
        }
    }
}

extension SessionEntry {
    fileprivate init?(key: SessionKey, _ row: SessionRow) {
        guard let owner = row.owner, let createdAt = row.createdAt, let lastSeenAt = row.lastSeenAt else { return nil }
        self.init(
            publicID: owner.publicID,
            key: key,
            createdAt: createdAt,
            lastSeenAt: lastSeenAt,
            userAgent: owner.userAgent,
            address: owner.address
        )
    }
}
