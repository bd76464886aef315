/// Sets a new password by a mailed link.
package struct ConfirmPasswordReset: Sendable {
    package enum Outcome: Sendable, Equatable {
        case reset
        /// Unknown account, malformed, forged, used or old link: never told apart.
        case invalidLink
        case refused(NewPasswordRefusal)
        case throttled(retryAfterSeconds: Int)
    }

    private let links: ResetLinks
    private let check: PasswordCheck
    private let changes: any PasswordChanges
    private let hasher: any PasswordHasher
    private let gate: ThrottleGate
    private let effects: Effects

    package init(
        links: ResetLinks,
        check: PasswordCheck,
        changes: any PasswordChanges,
        hasher: any PasswordHasher,
        gate: ThrottleGate,
        effects: Effects
    ) {
        self.links = links
        self.check = check
        self.changes = changes
        self.hasher = hasher
        self.gate = gate
        self.effects = effects
    }

    /// Whether the link would be accepted.
    ///
    /// Consumes nothing, however often mail scanners open it.
    package func isValid(uidb64: String, token: String, settings: DynamicSettings) async throws(Outage) -> Bool {
        try await links.account(uidb64: uidb64, token: token, settings: settings) != nil
    }

    /// `new` is parsed only once the link is known to be good, so that a bad link always has the same answer.
    package func callAsFunction<FormErrors: Error>(
        uidb64: String,
        token: String,
        new: () throws(FormErrors) -> NewPassword,
        origin: RequestOrigin,
        settings: DynamicSettings
    ) async throws -> Outcome {
        let verdict = try await gate.take([(.resetConfirm, .address(origin.network))], settings: settings)
        if case .refused(let seconds) = verdict { return .throttled(retryAfterSeconds: seconds) }
        guard let account = try await links.account(uidb64: uidb64, token: token, settings: settings) else {
            return .invalidLink
        }
        return try await replace(account, with: try new(), origin: origin, settings: settings)
    }

    private func replace(
        _ account: Account,
        with new: NewPassword,
        origin: RequestOrigin,
        settings: DynamicSettings
    ) async throws(Outage) -> Outcome {
        if let refusal = try await check.refusal(of: new, for: account, settings: settings) { return .refused(refusal) }
        let replacement = PasswordReplacement(
            account: account,
            password: try await hasher.encode(new.first),
            historyLength: settings.passwordHistoryLength,
            survivor: nil,
            notice: account.passwordNotice(language: origin.language),
            at: effects.now(),
            requestID: origin.requestID,
            event: .passwordReset
        )
        // Another confirm of the same token may have won while this one hashed: then the token is a used one.
        guard try await changes.replace(replacement) else { return .invalidLink }
        if let email = EmailAddress(account.email) { await gate.clear(.login, .email(email)) }
        return .reset
    }
}

extension Account {
    /// Tells the owner, who may not be the one who changed it.
    ///
    /// Accounts without an address get none.
    func passwordNotice(language: LanguageCode) -> Mail? {
        guard let recipient = EmailAddress(email) else { return nil }
        return Mail(
            .passwordChanged,
            to: recipient.text,
            account: id,
            language: profile.language ?? language,
            variables: ["first_name": firstName]
        )
    }
}
