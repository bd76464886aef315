package import DjangoCompat

/// Stores a new account under a user name that is free.
struct AccountCreation: Sendable {
    let accounts: any Accounts
    let effects: Effects

    /// - Returns: nil when the address has an account.
    func create(
        _ account: NewAccount,
        mail: [Mail] = [],
        mailIfTaken: [Mail] = []
    ) async throws(Outage) -> AccountID? {
        var account = account
        while true {
            switch try await accounts.create(account, mail: mail, mailIfTaken: mailIfTaken, at: effects.now()) {
            case .created(let id): return id
            case .addressTaken: return nil
            case .usernameTaken: account.username = Username.random(effects.random)
            }
        }
    }
}

package enum Username {
    /// Django's user names are unique and at most 150 characters; a longer address gets a random name.
    package static func make(for email: EmailAddress, random: RandomBytes) -> String {
        email.text.unicodeScalars.count <= 150 ? email.text : self.random(random)
    }

    static func random(_ random: RandomBytes) -> String {
        "user-" + SessionKeyFormat.make(random: random)
    }
}
