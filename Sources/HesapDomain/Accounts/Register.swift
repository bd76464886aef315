package import DjangoCompat

/// What a shopper tells at registration, parsed.
package struct Registration: Sendable {
    package var firstName: PersonName
    package var lastName: PersonName
    package var email: EmailAddress
    package var password: Secret<String>
    package var phone: PhoneNumber?
    package var gender: Gender?
    package var dateOfBirth: CivilDate?
    package var consents: Consents

    package init(
        firstName: PersonName,
        lastName: PersonName,
        email: EmailAddress,
        password: Secret<String>,
        phone: PhoneNumber? = nil,
        gender: Gender? = nil,
        dateOfBirth: CivilDate? = nil,
        consents: Consents = Consents()
    ) {
        self.firstName = firstName
        self.lastName = lastName
        self.email = email
        self.password = password
        self.phone = phone
        self.gender = gender
        self.dateOfBirth = dateOfBirth
        self.consents = consents
    }
}

/// Makes an account, and tells nobody whether the address had one: only its mailbox learns that.
package struct Register: Sendable {
    package enum Outcome: Sendable, Equatable {
        /// Registered, or the address had an account and got a mail that says so.
        case accepted
        case tooWeak([PasswordRefusal])
        case throttled(retryAfterSeconds: Int)
    }

    private let accounts: any Accounts
    private let hasher: any PasswordHasher
    private let gate: ThrottleGate
    private let effects: Effects

    package init(
        accounts: any Accounts,
        hasher: any PasswordHasher,
        gate: ThrottleGate,
        effects: Effects
    ) {
        self.accounts = accounts
        self.hasher = hasher
        self.gate = gate
        self.effects = effects
    }

    package func callAsFunction(
        _ registration: Registration,
        origin: RequestOrigin,
        settings: DynamicSettings
    ) async throws(Outage) -> Outcome {
        let verdict = try await gate.take([(.register, .address(origin.network))], settings: settings)
        if case .refused(let seconds) = verdict { return .throttled(retryAfterSeconds: seconds) }
        let weaknesses = settings.passwordPolicy.refusals(
            of: registration.password.reveal(),
            for: registration.passwordSubject
        )
        guard weaknesses.isEmpty else { return .tooWeak(weaknesses) }
        // Before the look-up, so that a known address costs the same hash as a new one.
        let password = try await hasher.encode(registration.password)
        let account = registration.account(password: password, language: origin.language, random: effects.random)
        let notice = registration.mail(.addressRegistered, language: origin.language)
        let mayNotify = try await mayNotify(registration.email, settings)
        _ = try await AccountCreation(accounts: accounts, effects: effects).create(
            account,
            mail: [registration.mail(.welcome, language: origin.language)],
            mailIfTaken: mayNotify ? [notice] : []
        )
        return .accepted
    }

    /// Counted for every address, known or not, so that nobody's mailbox is filled by registering it again and again.
    private func mayNotify(_ email: EmailAddress, _ settings: DynamicSettings) async throws(Outage) -> Bool {
        try await gate.take([(.passwordResetRecipient, .notified(email))], settings: settings) == .allowed
    }
}

extension Registration {
    fileprivate var passwordSubject: PasswordSubject {
        PasswordSubject(
            username: email.text,
            firstName: firstName.text,
            lastName: lastName.text,
            email: email.text,
            phone: phone?.text ?? ""
        )
    }

    fileprivate func account(
        password: EncodedPassword,
        language: LanguageCode,
        random: RandomBytes
    ) -> NewAccount {
        var profile = Profile()
        profile.phone = phone
        profile.gender = gender
        profile.dateOfBirth = dateOfBirth
        profile.consents = consents
        profile.language = language
        return NewAccount(
            username: Username.make(for: email, random: random),
            email: email,
            password: password,
            firstName: firstName.text,
            lastName: lastName.text,
            profile: profile
        )
    }

    /// The name is left out of the mail about a known address: it was typed by whoever tried to register.
    fileprivate func mail(_ kind: Mail.Kind, language: LanguageCode) -> Mail {
        let variables = kind == .welcome ? ["first_name": firstName.text] : [:]
        return Mail(kind, to: email.text, account: nil, language: language, variables: variables)
    }
}
