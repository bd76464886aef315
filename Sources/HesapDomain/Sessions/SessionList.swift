package import DjangoCompat

/// A session's name in `/users/sessions/{id}/`: 16 random characters that are worth nothing without a cookie.
package struct SessionPublicID: Sendable, Hashable {
    package let text: String

    package init?(_ text: String) {
        guard text.utf8.count == 16, text.utf8.allSatisfy({ (48...57).contains($0) || (97...122).contains($0) }) else {
            return nil
        }
        self.text = text
    }

    private init(generated text: String) {
        self.text = text
    }

    package static func make(random: RandomBytes) -> SessionPublicID {
        SessionPublicID(generated: String(SessionKeyFormat.make(random: random).prefix(16)))
    }
}

package struct SessionEntry: Sendable, Equatable {
    package let publicID: SessionPublicID
    package let key: SessionKey
    package let createdAt: Timestamp
    package let lastSeenAt: Timestamp
    package let userAgent: String
    package let address: String

    package init(
        publicID: SessionPublicID,
        key: SessionKey,
        createdAt: Timestamp,
        lastSeenAt: Timestamp,
        userAgent: String,
        address: String
    ) {
        self.publicID = publicID
        self.key = key
        self.createdAt = createdAt
        self.lastSeenAt = lastSeenAt
        self.userAgent = userAgent
        self.address = address
    }
}

package struct UnlistedSession: Sendable, Equatable {
    package let key: SessionKey
    package let text: String

    package init(key: SessionKey, text: String) {
        self.key = key
        self.text = text
    }
}

/// The index of who is signed in where, beside Django's table.
///
/// Every engine passes `SessionListContract`.
package protocol SessionList: Sendable {
    /// Live sessions of the account, newest first.
    func sessions(of account: AccountID, now: Timestamp) async throws(Outage) -> [SessionEntry]

    /// Ends one of the account's own sessions.
    ///
    /// - Returns: its keys, two when it was given another one meanwhile; none when the account has no such session.
    func end(_ id: SessionPublicID, of account: AccountID) async throws(Outage) -> [SessionKey]

    /// Ends all sessions of the account but one.
    ///
    /// - Returns: how many.
    @discardableResult
    func endAll(of account: AccountID, except key: SessionKey?) async throws(Outage) -> Int

    /// Ends sessions, whoever has them, guests too: at most `limit` in one transaction so that writers are not held up.
    ///
    /// - Returns: how many.
    func endAny(limit: Int) async throws(Outage) -> Int

    /// Sessions that are not in the index, in the order of their keys, from the one behind `key` on: those of guests, and
    /// those that Django made and Hesap never saw.
    func unlisted(after key: SessionKey?, limit: Int) async throws(Outage) -> [UnlistedSession]

    /// Notes that the session was used. Callers do so at most every few minutes.
    func touch(_ key: SessionKey, at now: Timestamp) async throws(Outage)

    /// Puts a session that Django made into the index; harmless when it is there already or has ended.
    func adopt(_ key: SessionKey, by owner: SessionOwner) async throws(Outage)

    /// Whether the account that signs in with `email` has a live session that was begun from `address`.
    ///
    /// Does the same for an address that nobody has, so that its time does not tell which it was.
    func knows(address: String, of email: EmailAddress, now: Timestamp) async throws(Outage) -> Bool
}
