package import DjangoCompat

/// Makes and reads the links that stand in reset mails.
///
/// Django's view accepts them, and the other way round.
package struct ResetLinks: Sendable {
    private let generator: ResetTokenGenerator
    private let accounts: any Accounts
    private let effects: Effects
    /// Without a trailing slash.
    ///
    /// Configured, never taken from a request: a forged Host header must not be mailed.
    private let publicURL: String

    /// `utcOffset` is that of Django's `TIME_ZONE` at a moment, in seconds; see `ResetTokenGenerator`.
    package init(
        secretKeys: SecretKeys,
        accounts: any Accounts,
        effects: Effects,
        publicURL: String,
        utcOffset: @escaping @Sendable (Int64) -> Int64 = { _ in 0 }
    ) {
        generator = ResetTokenGenerator(secretKeys: secretKeys, utcOffset: utcOffset)
        self.accounts = accounts
        self.effects = effects
        self.publicURL = publicURL
    }

    package func link(for account: Account) -> String {
        let token = generator.make(
            userID: String(account.id.raw),
            password: account.password,
            lastLogin: account.lastLogin?.seconds,
            email: account.email,
            at: effects.now().seconds
        )
        return "\(publicURL)/users/reset/\(UserIDBase64.encode(String(account.id.raw)))/\(token)/"
    }

    /// The account that the link is good for now; nil for every other link, whatever is wrong with it.
    package func account(uidb64: String, token: String, settings: DynamicSettings) async throws(Outage) -> Account? {
        guard let id = UserIDBase64.decode(uidb64).flatMap(AccountID.init(text:)) else { return nil }
        guard let account = try await accounts.find(id), account.isActive else { return nil }
        let isGood = generator.check(
            token,
            userID: String(account.id.raw),
            password: account.password,
            lastLogin: account.lastLogin?.seconds,
            email: account.email,
            now: effects.now().seconds,
            timeout: settings.passwordResetTimeoutSeconds
        )
        return isGood ? account : nil
    }
}
