/// Turns a queued wish for a reset link into the mail itself, at the moment of delivery.
///
/// The link is made here, so no valid token ever rests in the database.
package struct PrepareMail: Sendable {
    private let accounts: any Accounts
    private let links: ResetLinks
    private let settings: LiveSettings

    package init(accounts: any Accounts, links: ResetLinks, settings: LiveSettings) {
        self.accounts = accounts
        self.links = links
        self.settings = settings
    }

    /// - Returns: nil when there is nobody to write to: an account that is gone or cannot be used.
    package func callAsFunction(_ mail: Mail) async throws(Outage) -> Mail? {
        guard mail.kind == .passwordReset else { return mail }
        guard let id = mail.account, let account = try await accounts.find(id), account.isActive else { return nil }
        return Mail(
            .passwordReset,
            to: account.email,
            account: account.id,
            language: account.profile.language ?? mail.language,
            variables: ["first_name": account.firstName, "link": links.link(for: account)].merging(lifetime) { $1 }
        )
    }

    /// In hours when it is a whole number of them.
    private var lifetime: [String: String] {
        let minutes = max(1, settings.current.passwordResetTimeoutSeconds / 60)
        return minutes % 60 == 0 ? ["hours": String(minutes / 60)] : ["minutes": String(minutes)]
    }
}
