/// Asks for a reset mail.
///
/// The address is not looked up here but when the mail is delivered: a request does the same work for every address,
/// so its time cannot tell which of them have an account.
package struct RequestPasswordReset: Sendable {
    package enum Outcome: Sendable, Equatable {
        case accepted
        case throttled(retryAfterSeconds: Int)
    }

    private let outbox: any Outbox
    private let gate: ThrottleGate
    private let effects: Effects

    package init(outbox: any Outbox, gate: ThrottleGate, effects: Effects) {
        self.outbox = outbox
        self.gate = gate
        self.effects = effects
    }

    package func callAsFunction(
        _ email: EmailAddress,
        origin: RequestOrigin,
        settings: DynamicSettings
    ) async throws(Outage) -> Outcome {
        let verdict = try await gate.take(
            [(.passwordReset, .address(origin.network)), (.passwordResetRecipient, .email(email))],
            settings: settings
        )
        if case .refused(let seconds) = verdict { return .throttled(retryAfterSeconds: seconds) }
        let mail = Mail(.passwordReset, to: email.text, account: nil, language: origin.language)
        try await outbox.enqueue(mail, at: effects.now())
        return .accepted
    }
}
