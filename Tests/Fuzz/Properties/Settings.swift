import DjangoCompat
import HesapDomain

extension Parser {
    static let settings = [
        Parser("settings", dynamicSettings),
        Parser("password_policy", passwordPolicy),
        Parser(text: "throttle_rate", throttleRate),
        Parser(text: "codes", codes),
    ]

    /// An object of names and values, as `hesap settings` stores them.
    @Sendable
    private static func dynamicSettings(_ input: [UInt8]) throws {
        guard case .object(let members)? = try? JSONParser.parse(input) else { return }
        let values = Dictionary(members.map { ($0.key, $0.value) }) { _, last in last }
        let settings: DynamicSettings
        do throws(SettingError) {
            settings = try DynamicSettings(StoredSettings(version: 7, values: values))
        } catch {
            try claim(!error.description.hasControls, "a refusal is one line for the operator")
            return
        }
        try claim(settings.languages.contains(settings.languageCode), "the shop speaks its own language")
        try claim(settings.availableCurrencies.contains(settings.defaultCurrency), "and has its own currency")
        var shown: [String: JSONValue] = [:]
        for key in SettingKey.allCases {
            shown[key.rawValue] = try JSONParser.parse(settings.json(of: key).encoded(ascii: true))
        }
        let again = try DynamicSettings(StoredSettings(version: 7, values: shown))
        try claim(again == settings, "settings that are shown can be set")
    }

    @Sendable
    private static func passwordPolicy(_ input: [UInt8]) throws {
        guard let json = try? JSONParser.parse(input) else { return }
        let policy: PasswordPolicy
        do throws(PasswordPolicyError) {
            policy = try PasswordPolicy(parsing: json)
        } catch {
            try claim(!error.description.hasControls, "a refusal is one line for the operator")
            return
        }
        try claim(try PasswordPolicy(parsing: policy.json) == policy, "a policy reads itself")
        let subject = PasswordSubject(username: "ada", firstName: "Ada", lastName: "Lovelace", email: "ada@example.com")
        _ = policy.refusals(of: "Kedi-Balkon-42", for: subject)
    }

    @Sendable
    private static func throttleRate(_ text: String) throws {
        guard let rate = ThrottleRate(text) else { return }
        try claim((1...1_000_000).contains(rate.tries), "somebody may try, and not for ever")
        try claim([1, 60, 3_600, 86_400].contains(rate.windowSeconds), "within a second to a day")
        try claim(ThrottleRate(rate.text) == rate, "a rate reads itself")
    }

    @Sendable
    private static func codes(_ text: String) throws {
        if let currency = CurrencyCode(text) {
            try claimSame(currency.text, text, "taken as it is")
            try claim(currency.isSame(as: text.lowercased()) && !text.hasControls, "in any case")
        }
        if let country = CountryCode(text) {
            try claim(CountryCode(country.raw) == country && country.raw == country.raw.uppercased(), "in upper case")
        }
    }
}
