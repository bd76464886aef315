import DjangoCompat

/// Which currency a request shows prices in.
package struct ActiveCurrency: Sendable {
    package init() {}

    /// Header if the shop reads it, then session, then the shop's default.
    ///
    /// What is no longer offered counts as absent.
    package func callAsFunction(header: String?, visit: Visit, settings: DynamicSettings) -> CurrencyCode {
        if settings.readCurrencyFromHeader, let sent = header.flatMap(settings.offeredCurrency) { return sent }
        let kept = visit.payload[SessionField.currency]?.string
        return kept.flatMap(settings.offeredCurrency) ?? settings.defaultCurrency
    }
}
