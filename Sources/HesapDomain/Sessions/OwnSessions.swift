/// A signed-in shopper's view of where else they are signed in.
package struct OwnSessions: Sendable {
    private let list: any SessionList
    private let effects: Effects

    package init(list: any SessionList, effects: Effects) {
        self.list = list
        self.effects = effects
    }

    package func all(of account: Account) async throws(Outage) -> [SessionEntry] {
        try await list.sessions(of: account.id, now: effects.now())
    }

    /// - Returns: the keys that are dead now; none when the account has no session of that id: another account's is none
    ///   of theirs.
    package func end(_ id: SessionPublicID, of account: Account) async throws(Outage) -> [SessionKey] {
        try await list.end(id, of: account.id)
    }

    package func endOthers(of account: Account, except visit: Visit) async throws(Outage) {
        try await list.endAll(of: account.id, except: visit.key)
    }
}
