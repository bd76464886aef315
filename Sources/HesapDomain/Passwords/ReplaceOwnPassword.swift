import DjangoCompat

/// Checks and writes a new password of a signed-in shopper: own session lives on under a new key, all others die.
package struct ReplaceOwnPassword: Sendable {
    enum Outcome: Sendable {
        /// The visit under its new key.
        case replaced(Visit)
        case refused(NewPasswordRefusal)
        /// The account or the session changed while the password was hashed, and nothing was written.
        case sessionEnded
    }

    private let check: PasswordCheck
    private let changes: any PasswordChanges
    private let visits: Visits
    private let effects: Effects

    package init(check: PasswordCheck, changes: any PasswordChanges, visits: Visits, effects: Effects) {
        self.check = check
        self.changes = changes
        self.visits = visits
        self.effects = effects
    }

    func callAsFunction(
        _ account: Account,
        with new: NewPassword,
        event: AuditEvent,
        in visit: Visit,
        origin: RequestOrigin,
        settings: DynamicSettings
    ) async throws(Outage) -> Outcome {
        switch try await check(new, for: account, settings: settings) {
        case .refused(let refusal): return .refused(refusal)
        case .accepted(let password):
            let saved = try await write(
                password,
                of: account,
                event: event,
                in: visit,
                origin: origin,
                settings: settings
            )
            return saved.map(Outcome.replaced) ?? .sessionEnded
        }
    }

    /// - Returns: nil when the account or the session changed meanwhile.
    private func write(
        _ password: EncodedPassword,
        of account: Account,
        event: AuditEvent,
        in visit: Visit,
        origin: RequestOrigin,
        settings: DynamicSettings
    ) async throws(Outage) -> Visit? {
        guard let key = visit.key else { return nil }
        let session = visits.signedInSession(
            for: account,
            password: password,
            keeping: visit,
            origin: origin,
            // Whoever signed in through a backend of the shop's own stays so: Django ends sessions of backends that it
            // does not list, and it need not list its default one.
            backend: visit.payload[SessionField.backend]?.string ?? SessionField.modelBackend
        )
        let replacement = PasswordReplacement(
            account: account,
            password: password,
            historyLength: settings.passwordHistoryLength,
            survivor: .init(previousKey: key, session: session),
            notice: account.passwordNotice(language: origin.language),
            at: effects.now(),
            requestID: origin.requestID,
            event: event
        )
        guard try await changes.replace(replacement) else { return nil }
        var changed = account
        changed.password = password
        return visits.visit(after: session, account: changed)
    }
}
