import HesapDomain

extension SettingKey {
    /// What the setting means for a client.
    ///
    /// `docs/configuration.md` tells the operator the rest.
    var explanation: String {
        switch self {
        case .availableCurrencies: "List of the currency codes on offer (e.g. `[\"TRY\", \"USD\", \"EUR\"]`)."
        case .defaultCurrency: "The currency of visitors who chose none."
        case .readCurrencyFromHeader: "Whether the `x-currency` header decides before the session."
        case .selfAnonymizationEnabled: "Whether shoppers may anonymize themselves. Off unless the shop switches it on."
        case .authPasswordValidators: "The rules for new passwords, in Django's form."
        case .passwordHistoryLength: "How many former passwords are refused as a new one."
        case .passwordResetTimeout: "Seconds for which a reset link is good."
        case .throttleRates: "How many tries are allowed in which time."
        case .anonymizeRequiresPassword: "Whether the body must carry the right `password`."
        case .languages: "The languages on offer."
        case .languageCode: "The language of visitors whose own is not on offer."
        }
    }
}
