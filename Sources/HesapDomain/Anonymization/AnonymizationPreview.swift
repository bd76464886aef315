/// Tells a shopper what anonymizing would do to the own account, before it is done.
package struct AnonymizationPreview: Sendable {
    package enum Outcome: Sendable, Equatable {
        case shown(changes: [AnonymizationChange], counts: AnonymizationCounts)
        /// `SELF_ANONYMIZATION_ENABLED` is not true.
        case disabled
        case notSignedIn
    }

    private let anonymizations: any Anonymizations
    private let cities: any Cities
    private let effects: Effects

    package init(anonymizations: any Anonymizations, cities: any Cities, effects: Effects) {
        self.anonymizations = anonymizations
        self.cities = cities
        self.effects = effects
    }

    package func callAsFunction(in visit: Visit, settings: DynamicSettings) async throws(Outage) -> Outcome {
        guard settings.selfAnonymizationEnabled else { return .disabled }
        guard let account = visit.account else { return .notSignedIn }
        var city: City?
        if let id = account.profile.city { city = try await cities.find(id) }
        return .shown(
            changes: AnonymizationChange.all(of: account, city: city),
            counts: try await anonymizations.counts(of: account, now: effects.now())
        )
    }
}

/// How many rows about an account anonymizing deletes.
package struct AnonymizationCounts: Sendable, Equatable {
    /// Live ones of the list of own sessions.
    package let sessions: Int
    /// Former passwords that are kept as hashes.
    package let passwords: Int
    /// Mails that have not left.
    package let mails: Int

    package init(sessions: Int, passwords: Int, mails: Int) {
        self.sessions = sessions
        self.passwords = passwords
        self.mails = mails
    }
}
