import DjangoCompat

/// Makes an account for the operator: `hesap user create`.
package struct CreateAccount: Sendable {
    package enum Outcome: Sendable, Equatable {
        case created(AccountID)
        case addressTaken
    }

    private let accounts: any Accounts
    private let hasher: any PasswordHasher
    private let effects: Effects

    package init(accounts: any Accounts, hasher: any PasswordHasher, effects: Effects) {
        self.accounts = accounts
        self.hasher = hasher
        self.effects = effects
    }

    /// A nil password makes an account that can sign in only after a reset.
    ///
    /// The validators are not asked: an operator may import whatever passwords there are, as `createsuperuser` lets one
    /// after a warning. Without a language the account has none of its own: that of the browser counts.
    package func callAsFunction(
        email: EmailAddress,
        password: Secret<String>?,
        firstName: String,
        lastName: String,
        type: UserType,
        language: LanguageCode?
    ) async throws(Outage) -> Outcome {
        var profile = Profile()
        profile.userType = type
        profile.language = language
        let account = NewAccount(
            username: Username.make(for: email, random: effects.random),
            email: email,
            password: try await encoded(password),
            firstName: firstName,
            lastName: lastName,
            profile: profile
        )
        let creation = AccountCreation(accounts: accounts, effects: effects)
        guard let id = try await creation.create(account) else { return .addressTaken }
        return .created(id)
    }

    private func encoded(_ password: Secret<String>?) async throws(Outage) -> EncodedPassword {
        guard let password else { return EncodedPassword.unusable(random: effects.random) }
        return try await hasher.encode(password)
    }
}
