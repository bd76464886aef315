package import HesapDomain

extension Accounts {
    /// The account's id, or nil when the address or the user name is taken.
    package func create(_ account: NewAccount, mail: [Mail], at now: Timestamp) async throws(Outage) -> AccountID? {
        guard case .created(let id) = try await create(account, mail: mail, mailIfTaken: [], at: now) else {
            return nil
        }
        return id
    }
}
