import DjangoCompat

/// What is wrong with a password while it is being typed, by the validators that will judge it.
///
/// Nothing is hashed, stored, counted or logged. Hence the history is not asked: it would cost a hash for each remembered
/// password and each pause in typing. An empty answer is no promise.
package struct PasswordHints: Sendable {
    private let links: ResetLinks

    package init(links: ResetLinks) {
        self.links = links
    }

    /// The person of a good reset link, else whoever is signed in, else what was typed so far.
    ///
    /// The link comes first: its form sets the password of its own account, whoever else is signed in at that browser.
    package func callAsFunction(
        _ password: Secret<String>,
        link: (uidb64: String, token: String)?,
        in visit: Visit,
        typed: PasswordSubject,
        settings: DynamicSettings
    ) async throws(Outage) -> [PasswordRefusal] {
        var account = visit.account
        if let link, let owner = try await links.account(uidb64: link.uidb64, token: link.token, settings: settings) {
            account = owner
        }
        return settings.passwordPolicy.refusals(of: password.reveal(), for: account?.passwordSubject ?? typed)
    }
}
