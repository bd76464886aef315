package import DjangoCompat
import Logging

/// Opens and saves sessions the way Django's middleware does.
package struct Visits: Sendable {
    /// "Last seen" in the list of sessions is this exact; noting every request would turn reads into writes.
    private static let lastSeenPrecisionSeconds: Int64 = 300

    private let store: any SessionStore
    private let list: any SessionList
    private let accounts: any Accounts
    private let codec: SessionCodec
    private let secretKeys: SecretKeys
    private let effects: Effects
    private let lifetimeSeconds: Int64

    package init(
        store: any SessionStore,
        list: any SessionList,
        accounts: any Accounts,
        secretKeys: SecretKeys,
        effects: Effects,
        lifetimeSeconds: Int64
    ) {
        self.store = store
        self.list = list
        self.accounts = accounts
        self.codec = SessionCodec(secretKeys: secretKeys)
        self.secretKeys = secretKeys
        self.effects = effects
        self.lifetimeSeconds = lifetimeSeconds
    }

    // MARK: Opening

    /// The first of the browser's keys that names a live session.
    ///
    /// Never makes a session, never adopts an unknown key.
    package func open(_ candidates: [SessionKey]) async throws(Outage) -> Visit {
        var dead: Visit?
        for key in candidates {
            guard let stored = try await store.load(key, now: effects.now()) else { continue }
            let visit = try await visit(key, stored)
            guard visit.key == nil else { return visit }
            dead = dead ?? visit
        }
        return dead ?? .unknown
    }

    private func visit(_ key: SessionKey, _ stored: StoredSession) async throws(Outage) -> Visit {
        guard let payload = codec.decode(stored.text) else {
            // As in Django: a row that was not signed by us is an empty session, not an error.
            Logger.current.notice("session data is corrupt", metadata: ["suspicious": "session_signature"])
            return Visit(key: key, storedText: stored.text)
        }
        guard let id = payload[SessionField.accountID]?.string.flatMap(AccountID.init(text:)) else {
            return Visit(key: key, storedText: stored.text, payload: payload)
        }
        return try await signedIn(key, stored, payload, id)
    }

    private func signedIn(
        _ key: SessionKey,
        _ stored: StoredSession,
        _ payload: SessionPayload,
        _ id: AccountID
    ) async throws(Outage) -> Visit {
        guard let account = try await accounts.find(id), account.isActive else {
            return Visit(key: nil, deadKey: key)
        }
        let hash = payload[SessionField.authHash]?.string ?? ""
        switch verifySessionAuthHash(hash, password: account.password, secretKeys: secretKeys) {
        case .no:
            return Visit(key: nil, deadKey: key)
        case .fallback, .current:
            let current = sessionAuthHash(password: account.password, secretKeys: secretKeys)
            return Visit(
                key: key,
                storedText: stored.text,
                payload: payload,
                account: account,
                due: hash == current ? [] : [.set(SessionField.authHash, .string(current))],
                lastSeenAt: stored.lastSeenAt
            )
        }
    }

    /// Notes that a signed-in session is in use, at most every five minutes.
    ///
    /// Best effort: a busy writer must not turn a read into an error.
    package func noteUse(of visit: Visit) async {
        guard let key = visit.key, let seen = visit.lastSeenAt else { return }
        let now = effects.now()
        guard now >= seen.adding(seconds: Self.lastSeenPrecisionSeconds) else { return }
        do {
            try await list.touch(key, at: now)
        } catch {
            Logger.current.warning("session use not noted", metadata: ["reason": "\(error)"])
        }
    }

    // MARK: Writing

    /// Saves changes; makes the guest's session when there is none yet.
    ///
    /// - Returns: the visit as it is now, or nil when the session was ended by another request meanwhile.
    package func write(_ edits: [SessionEdit], in visit: Visit) async throws(Outage) -> Visit? {
        let payload = Self.payload(of: visit, after: visit.due + edits)
        guard let key = visit.key else { return try await create(payload, replacing: visit.deadKey) }
        let all = visit.due + edits
        let seconds = effects.now().seconds
        let codec = codec
        let update = SessionUpdate(
            expected: visit.storedText,
            text: codec.encode(payload, at: seconds),
            expires: effects.now().adding(seconds: lifetimeSeconds)
        ) { current in
            var newer = codec.decode(current) ?? SessionPayload()
            all.forEach { $0.apply(to: &newer) }
            return codec.encode(newer, at: seconds)
        }
        guard let text = try await store.update(key, update) else { return nil }
        return Visit(
            key: key,
            storedText: text,
            payload: text == update.text ? payload : codec.decode(text) ?? payload,
            account: visit.account,
            lastSeenAt: visit.lastSeenAt
        )
    }

    /// Ends the session with everything in it.
    package func end(_ visit: Visit) async throws(Outage) -> Visit {
        if let key = visit.key ?? visit.deadKey { try await store.delete(key) }
        return .unknown
    }

    private func create(_ payload: SessionPayload, replacing dead: SessionKey?) async throws(Outage) -> Visit {
        if let dead { try await store.delete(dead) }
        while true {
            let session = sealed(payload, owner: nil)
            // 36^32 keys: a second round happens only when a test or an attacker controls the dice.
            if try await store.create(session) {
                return Visit(key: session.key, storedText: session.text, payload: payload)
            }
        }
    }

    // MARK: Keys for a new stage of trust

    /// A session for `account` under a new key, with the data of the visit kept.
    ///
    /// It is stored by the caller's transaction.
    package func signedInSession(
        for account: Account,
        password: EncodedPassword,
        keeping visit: Visit,
        origin: RequestOrigin
    ) -> NewSession {
        // As Django's `login`: what another account left in the session is not handed on.
        let isOwn = visit.account == nil || visit.account?.id == account.id
        var payload = isOwn ? Self.payload(of: visit, after: visit.due) : SessionPayload()
        payload.set(SessionField.accountID, .string(String(account.id.raw)))
        payload.set(SessionField.backend, .string(SessionField.modelBackend))
        payload.set(SessionField.authHash, .string(sessionAuthHash(password: password, secretKeys: secretKeys)))
        let owner = SessionOwner(
            account: account.id,
            publicID: SessionPublicID.make(random: effects.random),
            userAgent: origin.userAgent,
            address: origin.address,
            at: effects.now()
        )
        return sealed(payload, owner: owner)
    }

    /// The visit that follows once `session` was committed.
    package func visit(after session: NewSession, account: Account) -> Visit {
        Visit(
            key: session.key,
            storedText: session.text,
            payload: codec.decode(session.text) ?? SessionPayload(),
            account: account,
            lastSeenAt: effects.now()
        )
    }

    private func sealed(_ payload: SessionPayload, owner: SessionOwner?) -> NewSession {
        let now = effects.now()
        return NewSession(
            key: SessionKey.make(random: effects.random),
            text: codec.encode(payload, at: now.seconds),
            expires: now.adding(seconds: lifetimeSeconds),
            owner: owner
        )
    }

    private static func payload(of visit: Visit, after edits: [SessionEdit]) -> SessionPayload {
        var payload = visit.payload
        edits.forEach { $0.apply(to: &payload) }
        return payload
    }
}
