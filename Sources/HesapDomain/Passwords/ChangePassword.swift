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

    private let replace: ReplaceOwnPassword
    private let hasher: any PasswordHasher
    private let gate: ThrottleGate

    package init(replace: ReplaceOwnPassword, hasher: any PasswordHasher, gate: ThrottleGate) {
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
        let outcome = try await replace(
            account,
            with: new,
            event: .passwordChanged,
            in: visit,
            origin: origin,
            settings: settings
        )
        switch outcome {
        case .refused(let refusal): return .refused(refusal)
        case .sessionEnded: return .sessionEnded
        case .replaced(let visit):
            await gate.clear(.login, .account(account.id))
            return .changed(visit)
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

    private let replace: ReplaceOwnPassword

    package init(replace: ReplaceOwnPassword) {
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
        let outcome = try await replace(
            account,
            with: new,
            event: .passwordSet,
            in: visit,
            origin: origin,
            settings: settings
        )
        return switch outcome {
        case .refused(let refusal): .refused(refusal)
        case .sessionEnded: .sessionEnded
        case .replaced(let visit): .set(visit)
        }
    }
}
