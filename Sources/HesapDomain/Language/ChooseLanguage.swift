/// Sets the language of a browser, and of the profile when somebody is signed in.
///
/// The browser keeps its own in a cookie: a guest needs no session for it, and it outlives signing out.
package struct ChooseLanguage: Sendable {
    package enum Outcome: Sendable, Equatable {
        case chosen(LanguageCode)
        case notOffered
        /// The account went away while this ran.
        case sessionEnded
    }

    private let accounts: any Accounts

    package init(accounts: any Accounts) {
        self.accounts = accounts
    }

    /// Only what stands in `LANGUAGES` can be chosen, in any case; a close one would be a guess.
    package func callAsFunction(
        _ typed: String,
        in visit: Visit,
        settings: DynamicSettings
    ) async throws(Outage) -> Outcome {
        guard let language = LanguageCode(typed), settings.languages.contains(language) else { return .notOffered }
        guard let account = visit.account, account.profile.language != language else { return .chosen(language) }
        var changes = ProfileChanges()
        changes.language = .set(language)
        return try await accounts.update(account.id, changes) ? .chosen(language) : .sessionEnded
    }
}
