/// Django's session table.
///
/// Every engine passes `SessionStoreContract`.
///
/// Saving has two verbs, "must create" and "must exist": one upsert would resurrect a session that a parallel
/// sign-out deleted.
package protocol SessionStore: Sendable {
    /// The row of that key unless it has expired.
    func load(_ key: SessionKey, now: Timestamp) async throws(Outage) -> StoredSession?

    /// Must create. The index of sessions gets a row when the session has an owner.
    ///
    /// - Returns: false when the key exists already.
    func create(_ session: NewSession) async throws(Outage) -> Bool

    /// Must exist. Writes `text` if the row still holds `expected`, else what `rebase` makes of the row as it is now,
    /// so that two requests of one browser do not undo each other.
    ///
    /// - Returns: the text that was stored, or nil when the session is gone.
    func update(_ key: SessionKey, _ update: SessionUpdate) async throws(Outage) -> String?

    /// Gone afterwards, whether or not it was there.
    func delete(_ key: SessionKey) async throws(Outage)

    /// Removes expired rows, at most `limit` in one transaction so that writers are not held up.
    ///
    /// - Returns: how many were removed.
    func purge(expiredBefore now: Timestamp, limit: Int) async throws(Outage) -> Int
}

package struct StoredSession: Sendable {
    package let text: String
    package let expires: Timestamp
    /// From the index of sessions; nil for a guest's session and for one that Django made.
    package let lastSeenAt: Timestamp?

    package init(text: String, expires: Timestamp, lastSeenAt: Timestamp? = nil) {
        self.text = text
        self.expires = expires
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

package struct SessionUpdate: Sendable {
    package let expected: String
    package let text: String
    package let expires: Timestamp
    /// Runs inside the transaction, so it must be quick and pure.
    package let rebase: @Sendable (_ current: String) -> String

    package init(
        expected: String,
        text: String,
        expires: Timestamp,
        rebase: @escaping @Sendable (String) -> String
    ) {
        self.expected = expected
        self.text = text
        self.expires = expires
        self.rebase = rebase
    }
}
