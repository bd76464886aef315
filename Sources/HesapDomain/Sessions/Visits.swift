package import DjangoCompat
import Logging

/// Opens and saves sessions the way Django's middleware does.
package final class Visits: Sendable {
    /// "Last seen" in the list of sessions is this exact; noting every request would turn reads into writes.
    private static let lastSeenPrecisionSeconds: Int64 = 300
    /// Each round lost is a parallel request that changed the session in the same millisecond.
    private static let openingRounds = 5

    private let store: any SessionStore
    private let list: any SessionList
    private let codec: SessionCodec
    private let payloads: RecentPayloads
    private let authHash: SessionAuthHash
    private let effects: Effects
    private let seal: SessionSeal

    package init(
        store: any SessionStore,
        list: any SessionList,
        secretKeys: SecretKeys,
        effects: Effects,
        lifetimeSeconds: Int64
    ) {
        self.store = store
        self.list = list
        self.codec = SessionCodec(secretKeys: secretKeys)
        self.payloads = RecentPayloads(codec: codec)
        self.authHash = SessionAuthHash(secretKeys: secretKeys)
        self.effects = effects
        self.seal = SessionSeal(codec: codec, effects: effects, lifetimeSeconds: lifetimeSeconds)
    }

    // MARK: Opening

    /// The first of the browser's keys that names a live session.
    ///
    /// Never makes a session, never adopts an unknown key.
    package func open(_ candidates: [SessionKey]) async throws(Outage) -> Visit {
        var dead: Visit?
        for key in candidates {
            guard let visit = try await visit(key) else { continue }
            guard visit.key == nil else { return visit }
            dead = dead ?? visit
        }
        return dead ?? .unknown
    }

    /// The guest's session as it was when it was here last, for a request that does nothing but change it; nil when it is
    /// not remembered, or its account would have to be looked at.
    ///
    /// Saves the reading. Nothing is true of it before a write has found it unchanged.
    package func recall(_ candidates: [SessionKey]) -> Visit? {
        guard let key = candidates.first, let last = payloads.last(of: key) else { return nil }
        let (isGuests, now) = (last.payload.accountID == nil, effects.now())
        guard isGuests, MovedSession.target(of: last.payload, now: now) == nil else { return nil }
        return Visit(key: key, storedText: last.text, openedAt: now, payload: last.payload, isRecalled: true)
    }

    /// Nil when the key names no session.
    private func visit(_ cookie: SessionKey) async throws(Outage) -> Visit? {
        var (key, round) = (cookie, 0)
        while true {
            round += 1
            let now = effects.now()
            guard let stored = try await load(key, now) else {
                // Also the session that the cookie's pointer leads to may have ended by now.
                return key == cookie ? nil : Visit(key: nil, deadKey: cookie)
            }
            let payload = payload(of: stored)
            if round < Self.openingRounds, let target = MovedSession.target(of: payload, now: now) {
                key = target
                continue
            }
            let visit = Visit(
                key: key,
                storedText: stored.text,
                openedAt: now,
                payload: payload,
                holder: stored.holder,
                isRenewed: key != cookie
            )
            guard stored.accountID != nil else { return visit }
            guard let holder = stored.holder, holder.account.isActive else { return Visit(key: nil, deadKey: cookie) }
            let (password, mayRenew) = (holder.account.password, round < Self.openingRounds)
            if let visit = await signedIn(visit, key, password, mayRenew: mayRenew) { return visit }
        }
    }

    private func load(_ key: SessionKey, _ now: Timestamp) async throws(Outage) -> StoredSession? {
        try await store.load(key, now: now) { [payloads] text in payloads.payload(of: key, text: text) }
    }

    private func payload(of stored: StoredSession) -> SessionPayload {
        if let payload = stored.payload { return payload }
        // As in Django: a row that was not signed by us is an empty session, not an error.
        Logger.current.notice("session data is corrupt", metadata: ["suspicious": "session_signature"])
        return SessionPayload()
    }

    /// Nil when the session has to be read again, because another request changed it meanwhile.
    private func signedIn(
        _ visit: Visit,
        _ key: SessionKey,
        _ password: EncodedPassword,
        mayRenew: Bool
    ) async -> Visit? {
        let hash = visit.payload[SessionField.authHash]?.string ?? ""
        switch authHash.verdict(on: hash, password: password) {
        case .no: return Visit(key: nil, deadKey: key)
        case .current: return visit
        case .fallback: break
        }
        let current = SessionEdit.set(SessionField.authHash, .string(authHash.text(for: password)))
        guard mayRenew else { return visit.owing(current) }
        let payload = Self.payload(of: visit, after: [current])
        let session = seal.newSession(payload)
        do {
            guard try await move(key, visit.storedText, to: session) else { return nil }
        } catch {
            // The shopper is who they are; a busy writer must not turn a read into an error.
            Logger.current.warning("session key not renewed", metadata: ["reason": "\(error)"])
            return visit.owing(current)
        }
        return Visit(
            key: session.key,
            storedText: session.text,
            openedAt: visit.openedAt,
            payload: payload,
            holder: visit.holder,
            isRenewed: true
        )
    }

    /// Django's `cycle_key`, which it calls when the hash is good only under a former secret key.
    private func move(_ key: SessionKey, _ text: String, to session: NewSession) async throws(Outage) -> Bool {
        let pointer = MovedSession.pointer(to: session.key, now: effects.now())
        return try await store.move(
            key,
            SessionMove(
                expected: text,
                session: session,
                pointer: seal.text(of: pointer.payload),
                pointerExpires: pointer.expires
            )
        )
    }

    /// Notes that a signed-in session is in use, at most every five minutes, and puts one that Django made into the
    /// index when it is seen for the first time.
    ///
    /// Best effort: a busy writer must not turn a read into an error.
    package func noteUse(of visit: Visit, origin: @autoclosure () -> RequestOrigin) async {
        guard let key = visit.key, let holder = visit.holder else { return }
        do {
            guard let seen = holder.lastSeenAt else {
                return try await list.adopt(key, by: owner(holder.account, origin()))
            }
            let now = effects.now()
            guard now >= seen.adding(seconds: Self.lastSeenPrecisionSeconds) else { return }
            try await list.touch(key, at: now)
        } catch {
            Logger.current.warning("session use not noted", metadata: ["reason": "\(error)"])
        }
    }

    /// Seconds that the cookie of a session lasts; nil for one that ends with the browser.
    ///
    /// `standard` is `SESSION_COOKIE_AGE`.
    package func cookieAge(of visit: Visit, standard: Int64) -> Int64? {
        SessionExpiry(of: visit.payload, now: effects.now().microseconds, standardAge: standard).cookieAge
    }

    // MARK: Writing

    /// Saves changes; makes the guest's session when there is none yet.
    ///
    /// - Returns: the visit as it is now, or nil when the session was ended by another request meanwhile. Of a recalled
    ///   visit also when the session changed meanwhile: what there was to write may depend on it.
    package func write(_ edits: [SessionEdit], in visit: Visit) async throws(Outage) -> Visit? {
        let payload = Self.payload(of: visit, after: visit.due + edits)
        guard let key = visit.key else { return try await create(payload, replacing: visit.deadKey) }
        let update = update(of: visit, to: payload, by: visit.due + edits)
        guard let text = try await store.update(key, update) else {
            payloads.forget(key)
            return nil
        }
        let stored = text == update.text ? payload : codec.decode(text) ?? payload
        payloads.remember(stored, of: key, text: text)
        guard MovedSession.target(of: stored, now: effects.now()) == nil else { return nil }
        return Visit(key: key, storedText: text, openedAt: visit.openedAt, payload: stored, holder: visit.holder)
    }

    private func update(of visit: Visit, to payload: SessionPayload, by edits: [SessionEdit]) -> SessionUpdate {
        let (codec, seal, now) = (codec, seal, effects.now())
        let rebase = { @Sendable (current: String) in
            var newer = codec.decode(current) ?? SessionPayload()
            // The session has another key by now; what were written here would be lost without a word.
            guard MovedSession.target(of: newer, now: now) == nil else { return current }
            edits.forEach { $0.apply(to: &newer) }
            return seal.text(of: newer)
        }
        return SessionUpdate(
            expected: visit.storedText,
            text: seal.text(of: payload),
            expires: seal.expires(payload),
            openedAt: visit.openedAt,
            expiry: { seal.expires(codec.decode($0) ?? SessionPayload()) },
            rebase: visit.isRecalled ? nil : rebase
        )
    }

    /// Ends the session with everything in it.
    package func end(_ visit: Visit) async throws(Outage) -> Visit {
        if let key = visit.key ?? visit.deadKey {
            try await store.delete(key)
            payloads.forget(key)
        }
        return .unknown
    }

    private func create(_ payload: SessionPayload, replacing dead: SessionKey?) async throws(Outage) -> Visit {
        if let dead { try await store.delete(dead) }
        while true {
            let session = seal.newSession(payload)
            // 36^32 keys: a second round happens only when a test or an attacker controls the dice.
            if try await store.create(session) {
                return Visit(key: session.key, storedText: session.text, openedAt: effects.now(), payload: payload)
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
        origin: RequestOrigin,
        backend: String = SessionField.modelBackend
    ) -> NewSession {
        // As Django's `login`: what another account left in the session is not handed on.
        let isOwn = visit.account == nil || visit.account?.id == account.id
        var payload = isOwn ? Self.payload(of: visit, after: visit.due) : SessionPayload()
        payload.set(SessionField.accountID, .string(String(account.id.raw)))
        payload.set(SessionField.backend, .string(backend))
        payload.set(SessionField.authHash, .string(authHash.text(for: password)))
        return seal.newSession(payload, owner: owner(account, origin))
    }

    /// The visit that follows once `session` was committed.
    package func visit(after session: NewSession, account: Account) -> Visit {
        Visit(
            key: session.key,
            storedText: session.text,
            openedAt: effects.now(),
            payload: codec.decode(session.text) ?? SessionPayload(),
            holder: SessionHolder(account: account, city: nil, lastSeenAt: effects.now())
        )
    }

    private func owner(_ account: Account, _ origin: RequestOrigin) -> SessionOwner {
        SessionOwner(
            account: account.id,
            publicID: SessionPublicID.make(random: effects.random),
            userAgent: origin.userAgent,
            address: origin.address,
            at: effects.now()
        )
    }

    private static func payload(of visit: Visit, after edits: [SessionEdit]) -> SessionPayload {
        var payload = visit.payload
        edits.forEach { $0.apply(to: &payload) }
        return payload
    }
}
