import DjangoCompat

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
    private let gate: ThrottleGate
    private let effects: Effects

    package init(
        links: ResetLinks,
        check: PasswordCheck,
        changes: any PasswordChanges,
        gate: ThrottleGate,
        effects: Effects
    ) {
        self.links = links
        self.check = check
        self.changes = changes
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
        switch try await check(try new(), for: account, settings: settings) {
        case .refused(let refusal): return .refused(refusal)
        case .accepted(let password):
            return try await replace(account, with: password, origin: origin, settings: settings)
        }
    }

    private func replace(
        _ account: Account,
        with password: EncodedPassword,
        origin: RequestOrigin,
        settings: DynamicSettings
    ) async throws(Outage) -> Outcome {
        let replacement = PasswordReplacement(
            account: account,
            password: password,
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
