import DjangoCompat

/// Erases a shopper for good, on their own wish.
package struct Anonymize: Sendable {
    package enum Outcome: Sendable, Equatable {
        case anonymized
        /// `SELF_ANONYMIZATION_ENABLED` is not true.
        case disabled
        case notSignedIn
        case passwordMissing
        case wrongPassword
        case throttled(retryAfterSeconds: Int)
    }

    private let anonymizations: any Anonymizations
    private let hasher: any PasswordHasher
    private let gate: ThrottleGate
    private let effects: Effects

    package init(
        anonymizations: any Anonymizations,
        hasher: any PasswordHasher,
        gate: ThrottleGate,
        effects: Effects
    ) {
        self.anonymizations = anonymizations
        self.hasher = hasher
        self.gate = gate
        self.effects = effects
    }

    /// The signed-in shopper's own wish.
    ///
    /// The password is asked for by `ANONYMIZE_REQUIRES_PASSWORD`, and checked whenever it is sent.
    package func callAsFunction(
        password: Secret<String>?,
        in visit: Visit,
        origin: RequestOrigin,
        settings: DynamicSettings
    ) async throws(Outage) -> Outcome {
        guard settings.selfAnonymizationEnabled else { return .disabled }
        guard let account = visit.account else { return .notSignedIn }
        let verdict = try await gate.take(
            [(.anonymize, .address(origin.network)), (.anonymize, .account(account.id))],
            settings: settings
        )
        if case .refused(let seconds) = verdict { return .throttled(retryAfterSeconds: seconds) }
        if let refusal = try await refusal(of: password, account, settings) { return refusal }
        _ = try await erase(account, language: origin.language, requestID: origin.requestID)
        return .anonymized
    }

    /// The operator's `hesap user anonymize`.
    ///
    /// The language is that of the notice to an account that has none.
    ///
    /// - Returns: false when there is no such account or it is anonymized already.
    package func erase(
        _ account: Account,
        language: LanguageCode,
        requestID: String
    ) async throws(Outage) -> Bool {
        let anonymization = Anonymization(
            account: account.id,
            replacement: "anonymized-\(SessionKeyFormat.make(random: effects.random))@anonymized.invalid",
            password: EncodedPassword.unusable(random: effects.random),
            notice: Self.notice(to: account, language: language),
            at: effects.now(),
            requestID: requestID
        )
        return try await anonymizations.anonymize(anonymization)
    }

    /// Without the name and the id: a row of the outbox must not tell whose account the erased one was.
    private static func notice(to account: Account, language: LanguageCode) -> Mail? {
        // Django lets an account have no address.
        guard EmailAddress(account.email) != nil else { return nil }
        let language = account.profile.language ?? language
        return Mail(.accountAnonymized, to: account.email, account: nil, language: language)
    }

    private func refusal(
        of password: Secret<String>?,
        _ account: Account,
        _ settings: DynamicSettings
    ) async throws(Outage) -> Outcome? {
        guard let password else { return settings.anonymizeRequiresPassword ? .passwordMissing : nil }
        let usable = account.password.isUsable ? account.password : nil
        guard case .match = try await hasher.verify(password, against: usable) else { return .wrongPassword }
        return nil
    }
}
