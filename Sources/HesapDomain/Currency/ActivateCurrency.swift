import DjangoCompat

/// Sets the currency of a browser's session, for guests too.
package struct ActivateCurrency: Sendable {
    package enum Outcome: Sendable {
        case activated(Visit)
        case notOffered
        /// Another request ended the session while this one ran.
        case sessionEnded
    }

    private let visits: Visits

    package init(visits: Visits) {
        self.visits = visits
    }

    /// `typed` is compared without case; the setting's spelling is kept.
    package func callAsFunction(
        _ typed: String,
        in visit: Visit,
        settings: DynamicSettings
    ) async throws(Outage) -> Outcome {
        guard let currency = settings.offeredCurrency(typed) else { return .notOffered }
        let edit = SessionEdit.set(SessionField.currency, .string(currency.text))
        guard let saved = try await visits.write([edit], in: visit) else { return .sessionEnded }
        return .activated(saved)
    }
}
