import DjangoCompat

/// Replaces a password that the shopper knows.
package struct ChangePassword: Sendable {
    package enum Outcome: Sendable {
        case changed(Visit)
        case wrongOldPassword
        case refused(NewPasswordRefusal)
        /// The account or the session changed while the password was hashed; the shopper has to sign in again.
        case sessionEnded
        case throttled(retryAfterSeconds: Int)
    }

    private let check: PasswordCheck
    private let replace: ReplaceOwnPassword
    private let hasher: any PasswordHasher
    private let gate: ThrottleGate

    package init(check: PasswordCheck, replace: ReplaceOwnPassword, hasher: any PasswordHasher, gate: ThrottleGate) {
        self.check = check
        self.replace = replace
        self.hasher = hasher
        self.gate = gate
    }

    package func callAsFunction(
        old: Secret<String>,
        new: NewPassword,
        of account: Account,
        in visit: Visit,
        origin: RequestOrigin,
        settings: DynamicSettings
    ) async throws(Outage) -> Outcome {
        // A stolen session must not be a way to guess the password.
        let verdict = try await gate.take([(.login, .account(account.id))], settings: settings)
        if case .refused(let seconds) = verdict { return .throttled(retryAfterSeconds: seconds) }
        let usable = account.password.isUsable ? account.password : nil
        guard case .match = try await hasher.verify(old, against: usable) else { return .wrongOldPassword }
        switch try await check(new, for: account, settings: settings) {
        case .refused(let refusal): return .refused(refusal)
        case .accepted(let password):
            let saved = try await replace(
                account,
                with: password,
                event: .passwordChanged,
                in: visit,
                origin: origin,
                settings: settings
            )
            guard let saved else { return .sessionEnded }
            await gate.clear(.login, .account(account.id))
            return .changed(saved)
        }
    }
}

/// Chooses a password for an account that has none, such as one made at a guest checkout.
package struct SetPassword: Sendable {
    package enum Outcome: Sendable {
        case set(Visit)
        /// There is one already: it has to be changed with `old_password`.
        case alreadySet
        case refused(NewPasswordRefusal)
        case sessionEnded
    }

    private let check: PasswordCheck
    private let replace: ReplaceOwnPassword

    package init(check: PasswordCheck, replace: ReplaceOwnPassword) {
        self.check = check
        self.replace = replace
    }

    package func callAsFunction(
        _ new: NewPassword,
        of account: Account,
        in visit: Visit,
        origin: RequestOrigin,
        settings: DynamicSettings
    ) async throws(Outage) -> Outcome {
        guard !account.password.isUsable else { return .alreadySet }
        switch try await check(new, for: account, settings: settings) {
        case .refused(let refusal): return .refused(refusal)
        case .accepted(let password):
            let saved = try await replace(
                account,
                with: password,
                event: .passwordSet,
                in: visit,
                origin: origin,
                settings: settings
            )
            return saved.map(Outcome.set) ?? .sessionEnded
        }
    }
}
