import DjangoCompat

/// Which currency a request shows prices in.
package struct ActiveCurrency: Sendable {
    package init() {}

    /// Header if the shop reads it, then session, then the shop's default.
    ///
    /// What is no longer offered counts as absent.
    package func callAsFunction(header: String?, visit: Visit, settings: DynamicSettings) -> CurrencyCode {
        let typed = [settings.readCurrencyFromHeader ? header : nil, visit.payload[SessionField.currency]?.string]
        let offered = typed.lazy.compactMap { $0 }.compactMap { text in
            settings.availableCurrencies.first { $0.isSame(as: text) }
        }
        return offered.first ?? settings.defaultCurrency
    }
}
