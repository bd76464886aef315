package import DjangoCompat

/// Django's session table.
///
/// Every engine passes `SessionStoreContract`.
///
/// Saving has two verbs, "must create" and "must exist": one upsert would resurrect a session that a parallel
/// sign-out deleted.
package protocol SessionStore: Sendable {
    /// The session of that key unless it has expired, with the account that is signed in.
    ///
    /// `decode` reads the row's text; it may run on the engine's thread, so it must be quick and pure.
    func load(
        _ key: SessionKey,
        now: Timestamp,
        decode: @escaping @Sendable (_ text: String) -> SessionPayload?
    ) async throws(Outage) -> StoredSession?

    /// Must create. The index of sessions gets a row when the session has an owner.
    ///
    /// - Returns: false when the key exists already.
    func create(_ session: NewSession) async throws(Outage) -> Bool

    /// Must exist, and not have expired before the visit began. Writes `text` if the row still holds `expected`, else what
    /// `rebase` makes of the row as it is now, so that two requests of one browser do not undo each other.
    ///
    /// - Returns: the text that was stored, or nil when the session is gone, or changed and there is no `rebase`.
    func update(_ key: SessionKey, _ update: SessionUpdate) async throws(Outage) -> String?

    /// Gives the session another key if the row still holds `move.expected`: in one transaction the new row is made, its
    /// place in the index of sessions goes along, and the pointer stays under the old key for a while.
    ///
    /// - Returns: false, and nothing written, when the row changed or is gone.
    func move(_ key: SessionKey, _ move: SessionMove) async throws(Outage) -> Bool

    /// Gone afterwards, whether or not it was there.
    func delete(_ key: SessionKey) async throws(Outage)

    /// Removes expired rows, at most `limit` in one transaction so that writers are not held up.
    ///
    /// - Returns: how many were removed.
    func purge(expiredBefore now: Timestamp, limit: Int) async throws(Outage) -> Int
}

package final class StoredSession: Sendable {
    package let text: String
    package let expires: Timestamp
    /// Nil for a text that nobody with our keys has signed.
    package let payload: SessionPayload?
    /// Who is signed in, as the payload says.
    package let accountID: AccountID?
    /// The account of that id, also when it is inactive or anonymized; nil when there is none.
    package let holder: SessionHolder?

    package convenience init(text: String, expires: Timestamp, payload: SessionPayload?) {
        self.init(text, expires, payload, payload?.accountID, nil)
    }

    private init(
        _ text: String,
        _ expires: Timestamp,
        _ payload: SessionPayload?,
        _ accountID: AccountID?,
        _ holder: SessionHolder?
    ) {
        self.text = text
        self.expires = expires
        self.payload = payload
        self.accountID = accountID
        self.holder = holder
    }

    package func held(by holder: SessionHolder) -> StoredSession {
        StoredSession(text, expires, payload, accountID, holder)
    }
}

/// An account as one of its sessions finds it.
///
/// An object for the reason why `Visit` is one.
package final class SessionHolder: Sendable {
    package let account: Account
    /// The profile's while it is active, if it was read along.
    package let city: City?
    /// From the index of sessions; nil for a session of Django's that Hesap sees for the first time.
    package let lastSeenAt: Timestamp?

    package init(account: Account, city: City?, lastSeenAt: Timestamp?) {
        self.account = account
        self.city = city
        self.lastSeenAt = lastSeenAt
    }
}

package struct NewSession: Sendable {
    package let key: SessionKey
    package let text: String
    package let expires: Timestamp
    package let owner: SessionOwner?

    package init(key: SessionKey, text: String, expires: Timestamp, owner: SessionOwner? = nil) {
        self.key = key
        self.text = text
        self.expires = expires
        self.owner = owner
    }
}

/// Who holds a session, for the list of "where am I signed in".
package struct SessionOwner: Sendable {
    package let account: AccountID
    /// Names the session in URLs; the key itself must never stand in one.
    package let publicID: SessionPublicID
    package let userAgent: String
    package let address: String
    package let at: Timestamp

    package init(account: AccountID, publicID: SessionPublicID, userAgent: String, address: String, at: Timestamp) {
        self.account = account
        self.publicID = publicID
        self.userAgent = userAgent
        self.address = address
        self.at = at
    }
}

package struct SessionMove: Sendable {
    package let expected: String
    /// Without an owner: the index has one already, or nobody has seen the session yet.
    package let session: NewSession
    package let pointer: String
    package let pointerExpires: Timestamp

    package init(expected: String, session: NewSession, pointer: String, pointerExpires: Timestamp) {
        self.expected = expected
        self.session = session
        self.pointer = pointer
        self.pointerExpires = pointerExpires
    }
}

package struct SessionUpdate: Sendable {
    package let expected: String
    package let text: String
    package let expires: Timestamp
    /// A session that had run out by then is gone; one that ran out since is written, as Django does.
    package let openedAt: Timestamp
    /// Runs inside the transaction, so it must be quick and pure.
    ///
    /// Nil: a row that changed is left alone.
    package let rebase: (@Sendable (_ current: String) -> String)?
    private let expiry: (@Sendable (_ text: String) -> Timestamp)?

    package init(
        expected: String,
        text: String,
        expires: Timestamp,
        openedAt: Timestamp,
        expiry: (@Sendable (String) -> Timestamp)? = nil,
        rebase: (@Sendable (String) -> String)?
    ) {
        self.expected = expected
        self.text = text
        self.expires = expires
        self.openedAt = openedAt
        self.expiry = expiry
        self.rebase = rebase
    }

    /// When a rebased text ends: the other writer may have changed that too.
    package func expires(rebased text: String) -> Timestamp { expiry?(text) ?? expires }
}
