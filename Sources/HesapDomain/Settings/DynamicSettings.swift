/// The settings that change while Hesap runs, parsed and consistent with each other.
///
/// A request takes one value at its start and asks it to the end, so it never sees half a change.
package struct DynamicSettings: Sendable, Equatable {
    /// The number of the change that made this value; 0 for the defaults.
    package var version: Int64 = 0
    package var availableCurrencies: [CurrencyCode] = [.lira, .dollar, .euro]
    package var defaultCurrency = CurrencyCode.lira
    package var readCurrencyFromHeader = false
    package var selfAnonymizationEnabled = false
    package var passwordPolicy = PasswordPolicy.standard
    /// Each costs one full hash per attempt to set a password; 24 keeps an attempt below 5 s of a core.
    package var passwordHistoryLength = 5
    /// Django's three days.
    package var passwordResetTimeoutSeconds: Int64 = 259_200
    package var throttleRates = ThrottleRates.standard
    package var anonymizeRequiresPassword = false
    package var languages: [LanguageCode] = [.turkish, .english]
    package var languageCode = LanguageCode.turkish

    package init() {}

    /// The currency as the shop spells it, however a visitor wrote it; nil when it is not offered.
    package func offeredCurrency(_ typed: String) -> CurrencyCode? {
        availableCurrencies.first { $0.isSame(as: typed) }
    }
}

/// What is limited, one rate each.
package enum ThrottleScope: String, Sendable, CaseIterable {
    case login
    case register
    case passwordReset = "password_reset"
    case passwordResetRecipient = "password_reset_recipient"
    case resetConfirm = "reset_confirm"
    case anonymize
}

/// A rate for each scope; nil switches a scope off.
package struct ThrottleRates: Sendable, Equatable {
    package var rates: [ThrottleScope: ThrottleRate]

    package init(_ rates: [ThrottleScope: ThrottleRate]) {
        self.rates = rates
    }

    package subscript(scope: ThrottleScope) -> ThrottleRate? { rates[scope] }

    /// `login`: a family behind one address mistypes a few times; 30 guesses a minute find no password that passed the
    /// validators.
    ///
    /// `register`, `password_reset`: a school or an office behind one address. `password_reset_recipient`: five links
    /// in the mailbox are enough. `reset_confirm`: the token is 128 bits of HMAC and cannot be guessed; what
    /// a good link may cost is bounded by the hash queue.
    package static let standard = ThrottleRates(
        [
            .login: rate("30/min"),
            .register: rate("60/hour"),
            .passwordReset: rate("60/hour"),
            .passwordResetRecipient: rate("5/hour"),
            .resetConfirm: rate("6000/hour"),
            .anonymize: rate("20/hour"),
        ].compactMapValues { $0 }
    )

    private static func rate(_ text: String) -> ThrottleRate? { ThrottleRate(text) }
}
