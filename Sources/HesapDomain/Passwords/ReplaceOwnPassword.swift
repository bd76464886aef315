import DjangoCompat

/// Writes a checked password of a signed-in shopper: own session lives on under a new key, all others die.
package struct ReplaceOwnPassword: Sendable {
    private let changes: any PasswordChanges
    private let visits: Visits
    private let effects: Effects

    package init(changes: any PasswordChanges, visits: Visits, effects: Effects) {
        self.changes = changes
        self.visits = visits
        self.effects = effects
    }

    /// - Returns: the visit under its new key, or nil when the account changed meanwhile and nothing was written.
    func callAsFunction(
        _ account: Account,
        with password: EncodedPassword,
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
