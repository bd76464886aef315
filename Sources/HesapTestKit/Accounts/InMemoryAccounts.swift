package import HesapDomain

package struct InMemoryAccounts: Accounts {
    let shop: InMemoryShop

    package func find(_ id: AccountID) async throws(Outage) -> Account? {
        try shop.transaction(.accounts) { rows in rows.accounts[id] }
    }

    package func findAll(email: EmailAddress) async throws(Outage) -> [Account] {
        try shop.transaction(.accounts) { rows in rows.accounts(of: email) }
    }

    package func create(
        _ account: NewAccount,
        mail: [Mail],
        mailIfTaken: [Mail],
        at now: Timestamp
    ) async throws(Outage) -> CreationOutcome {
        try shop.transaction(.accounts) { rows throws(Outage) in
            guard rows.accounts(addressed: account.email.comparisonKey).isEmpty else {
                for mail in mailIfTaken { rows.enqueue(mail, of: nil, at: now) }
                return .addressTaken
            }
            guard !rows.accounts.values.contains(where: { $0.username == account.username }) else {
                return .usernameTaken
            }
            let id = try rows.nextAccountID()
            rows.accounts[id] = Account(
                id: id,
                username: account.username,
                email: account.email.text,
                password: account.password,
                firstName: account.firstName,
                lastName: account.lastName,
                dateJoined: now,
                profile: account.profile
            )
            for mail in mail { rows.enqueue(mail, of: id, at: now) }
            rows.audit.append(AuditRow(event: .registered, account: id, at: now, requestID: nil))
            return .created(id)
        }
    }

    package func update(_ id: AccountID, _ changes: ProfileChanges) async throws(Outage) -> Bool {
        try shop.transaction(.accounts) { rows in
            guard let account = rows.accounts[id], account.profile.userType != .anonymized else { return false }
            rows.accounts[id] = changes.applied(to: account)
            return true
        }
    }
}

extension ShopRows {
    /// Active ones first, then the oldest.
    func accounts(of email: EmailAddress) -> [Account] {
        accounts(addressed: email.comparisonKey).filter { email.isSame(asStored: $0.email) }
    }

    /// In the same order.
    fileprivate func accounts(addressed key: String) -> [Account] {
        accounts.values
            .filter { EmailAddress.comparisonKey(of: $0.email) == key }
            .sorted { ($0.isActive ? 0 : 1, $0.id) < ($1.isActive ? 0 : 1, $1.id) }
    }
}
