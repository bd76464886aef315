/// The names under which settings are stored and given to `hesap settings`.
package enum SettingKey: String, Sendable, CaseIterable {
    case availableCurrencies = "AVAILABLE_CURRENCIES"
    case defaultCurrency = "DEFAULT_CURRENCY"
    case readCurrencyFromHeader = "READ_CURRENCY_FROM_HEADER"
    case selfAnonymizationEnabled = "SELF_ANONYMIZATION_ENABLED"
    case authPasswordValidators = "AUTH_PASSWORD_VALIDATORS"
    case passwordHistoryLength = "PASSWORD_HISTORY_LENGTH"
    case passwordResetTimeout = "PASSWORD_RESET_TIMEOUT"
    case throttleRates = "THROTTLE_RATES"
    case anonymizeRequiresPassword = "ANONYMIZE_REQUIRES_PASSWORD"
    case languages = "LANGUAGES"
    case languageCode = "LANGUAGE_CODE"
}

extension SettingKey {
    package init(named name: String) throws(SettingError) {
        guard let key = SettingKey(rawValue: name) else { throw SettingError(unknownKey: name) }
        self = key
    }
}

/// Why a value cannot be stored, as one line for the operator.
package struct SettingError: Error, Sendable, Equatable, CustomStringConvertible {
    package let key: String
    package let reason: String

    package init(_ key: SettingKey, _ reason: String) {
        self.key = key.rawValue
        self.reason = reason
    }

    package init(unknownKey key: String) {
        self.key = key
        let known = SettingKey.allCases.map(\.rawValue).joined(separator: ", ")
        reason = "unknown setting; known are \(known)"
    }

    /// Names and codes in it are as they were typed.
    package var description: String { "\(key): \(reason)".onOneLine }
}
