package import DjangoCompat

/// An operator's way to sign people out.
package struct EndSessions: Sendable {
    /// Some milliseconds of the writer at a time, with the requests' writes in between.
    private static let batch = 500

    private let list: any SessionList
    private let store: any SessionStore
    private let codec: SessionCodec

    package init(list: any SessionList, store: any SessionStore, secretKeys: SecretKeys) {
        self.list = list
        self.store = store
        codec = SessionCodec(secretKeys: secretKeys)
    }

    /// - Returns: how many sessions of the account ended.
    package func ofOne(_ account: Account) async throws(Outage) -> Int {
        // The index last: a session of Django's that is used meanwhile enters it.
        let unlisted = try await endUnlisted(of: account.id)
        return unlisted + (try await list.endAll(of: account.id, except: nil))
    }

    /// Ends guests' sessions too: which of those that Hesap never saw belong to somebody does not matter then.
    ///
    /// - Returns: how many there were.
    package func ofEverybody() async throws(Outage) -> Int {
        var ended = 0
        while true {
            let count = try await list.endAny(limit: Self.batch)
            ended += count
            if count < Self.batch { break }
        }
        // Once more: a session may have got another key while its row was waited for.
        return ended + (try await list.endAny(limit: Self.batch))
    }

    /// Whose they are only their own text says, so each one is read.
    private func endUnlisted(of account: AccountID) async throws(Outage) -> Int {
        var (ended, last) = (0, SessionKey?.none)
        while true {
            let page = try await list.unlisted(after: last, limit: Self.batch)
            for session in page where owner(of: session) == account {
                try await store.delete(session.key)
                ended += 1
            }
            guard let end = page.last else { return ended }
            last = end.key
        }
    }

    private func owner(of session: UnlistedSession) -> AccountID? {
        codec.decode(session.text)?.accountID
    }
}
