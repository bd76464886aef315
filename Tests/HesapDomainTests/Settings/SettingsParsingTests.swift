import DjangoCompat
import HesapDomain
import Testing

/// A JSON text as the operator types it.
func json(_ text: String) throws -> JSONValue { try JSONParser.parse(Array(text.utf8)) }

@Suite("Reading stored settings")
struct SettingsParsingTests {
    private func settings(_ values: [SettingKey: String], version: Int64 = 3) throws -> DynamicSettings {
        let parsed = try values.map { ($0.rawValue, try json($1)) }
        return try DynamicSettings(StoredSettings(version: version, values: Dictionary(uniqueKeysWithValues: parsed)))
    }

    @Test("nothing stored means the defaults of the contract")
    func defaults() throws {
        let settings = try settings([:], version: 0)
        #expect(settings == DynamicSettings())
        let expected: [(SettingKey, String)] = [
            (.availableCurrencies, #"["TRY","USD","EUR"]"#), (.defaultCurrency, #""TRY""#),
            (.readCurrencyFromHeader, "false"), (.selfAnonymizationEnabled, "false"), (.passwordHistoryLength, "5"),
            (.passwordResetTimeout, "259200"), (.anonymizeRequiresPassword, "false"), (.languages, #"["tr","en"]"#),
            (.languageCode, #""tr""#),
        ]
        for (key, text) in expected { #expect(settings.json(of: key) == (try json(text)), "\(key)") }
        #expect(ThrottleScope.allCases.allSatisfy { settings.throttleRates[$0] != nil })
        #expect(settings.passwordPolicy == .standard)
        #expect(settings.passwordPolicy.checksHistory)
    }

    @Test(
        "a good value is taken, and printed as it was set",
        arguments: [
            (.availableCurrencies, #"["TRY"]"#), (.availableCurrencies, #"["try","Points_2"]"#),
            (.defaultCurrency, #""EUR""#),
            (.readCurrencyFromHeader, "true"), (.selfAnonymizationEnabled, "true"),
            (.anonymizeRequiresPassword, "true"),
            (.passwordHistoryLength, "0"), (.passwordHistoryLength, "24"), (.passwordResetTimeout, "1"),
            (.passwordResetTimeout, "31536000"), (.languages, #"["en","tr","en-gb"]"#), (.languageCode, #""en""#),
        ] as [(SettingKey, String)]
    )
    func good(key: SettingKey, text: String) throws {
        let settings = try settings([key: text])
        #expect(settings.version == 3)
        #expect(settings.json(of: key) == (try json(text)))
        #expect(settings.json(of: key) != DynamicSettings().json(of: key))
    }

    @Test("every setting's printed value is one that can be set", arguments: SettingKey.allCases)
    func roundTrip(key: SettingKey) throws {
        let printed = DynamicSettings().json(of: key)
        let again = try DynamicSettings(StoredSettings(version: 0, values: [key.rawValue: printed]))
        #expect(again == DynamicSettings())
    }

    @Test(
        "a bad value is refused with its key and the reason",
        arguments: [
            (.availableCurrencies, "[]", "must be a list of currency codes with at least one entry"),
            (.availableCurrencies, #""TRY""#, "must be a list of currency codes with at least one entry"),
            (.availableCurrencies, "null", "must be a list of currency codes with at least one entry"),
            (.availableCurrencies, #"{"TRY":1}"#, "must be a list of currency codes with at least one entry"),
            (.availableCurrencies, #"["TRY", 1]"#, "must be a currency code: 1 to 16 letters, digits, - or _"),
            (.availableCurrencies, #"["TRY", ""]"#, "must be a currency code: 1 to 16 letters, digits, - or _"),
            (.availableCurrencies, #"["TRY", "TR\u0000"]"#, "must be a currency code: 1 to 16 letters, digits, - or _"),
            (.availableCurrencies, #"["TRY", "USD", "usd"]"#, "names usd twice"),
            (.defaultCurrency, "null", "must be a currency code: 1 to 16 letters, digits, - or _"),
            (.defaultCurrency, #""₺""#, "must be a currency code: 1 to 16 letters, digits, - or _"),
            (.defaultCurrency, #""GBP""#, "GBP is not one of AVAILABLE_CURRENCIES (TRY, USD, EUR)"),
            (.readCurrencyFromHeader, "1", "must be true or false"),
            (.readCurrencyFromHeader, #""true""#, "must be true or false"),
            (.selfAnonymizationEnabled, "null", "must be true or false"),
            (.anonymizeRequiresPassword, "[true]", "must be true or false"),
            (.passwordHistoryLength, "-1", "must be a whole number from 0 to 24"),
            (.passwordHistoryLength, "25", "must be a whole number from 0 to 24"),
            (.passwordHistoryLength, "5.0", "must be a whole number from 0 to 24"),
            (.passwordHistoryLength, #""5""#, "must be a whole number from 0 to 24"),
            (.passwordHistoryLength, "1e1", "must be a whole number from 0 to 24"),
            (.passwordHistoryLength, "99999999999999999999", "must be a whole number from 0 to 24"),
            (.passwordResetTimeout, "0", "must be a whole number from 1 to 31536000"),
            (.passwordResetTimeout, "31536001", "must be a whole number from 1 to 31536000"),
            (.passwordResetTimeout, "true", "must be a whole number from 1 to 31536000"),
            (.languages, "[]", "must be a list of language codes with at least one entry"),
            (.languages, #"["tr", "fr"]"#, "fr has no translation; there are tr, en, de, ar"),
            (.languages, #"["tr", "TR"]"#, "names a language twice"),
            (.languages, #"["tr", "x"]"#, "must be a language code such as \"tr\""),
            (.languageCode, "null", "must be a language code such as \"tr\""),
            (.languageCode, #""en-us""#, "en-us is not one of LANGUAGES (tr, en)"),
        ] as [(SettingKey, String, String)]
    )
    func bad(key: SettingKey, text: String, reason: String) throws {
        #expect(throws: SettingError(key, reason)) { try settings([key: text]) }
    }

    @Test("a key that does not exist is refused with those that do")
    func unknownKey() throws {
        let error = #expect(throws: SettingError.self) {
            try DynamicSettings(StoredSettings(version: 1, values: ["DEFAULT_CURENCY": .string("TRY")]))
        }
        let text = try #require(error?.description)
        #expect(text.hasPrefix("DEFAULT_CURENCY: unknown setting; known are AVAILABLE_CURRENCIES, DEFAULT_CURRENCY, "))
        #expect(SettingKey.allCases.allSatisfy { text.contains($0.rawValue) })
    }

    @Test("the default currency takes the spelling of the offered one")
    func spelling() throws {
        let settings = try settings([.availableCurrencies: #"["Usd","TRY"]"#, .defaultCurrency: #""uSD""#])
        #expect(settings.defaultCurrency.text == "Usd")
    }

    @Test("taking away what another setting needs is refused with the reason")
    func dependence() throws {
        #expect(throws: SettingError(.defaultCurrency, "TRY is not one of AVAILABLE_CURRENCIES (USD, EUR)")) {
            try settings([.availableCurrencies: #"["USD","EUR"]"#])
        }
        #expect(throws: SettingError(.languageCode, "tr is not one of LANGUAGES (en)")) {
            try settings([.languages: #"["en"]"#])
        }
        #expect(try settings([.languages: #"["en"]"#, .languageCode: #""en""#]).languages == [.english])
    }

    @Test("a code that is not ISO 4217 is accepted with a warning")
    func warnings() throws {
        let settings = try settings([.availableCurrencies: #"["TRY","POINTS","usd"]"#])
        #expect(
            settings.warnings == [
                "AVAILABLE_CURRENCIES: POINTS is not an ISO 4217 code",
                "AVAILABLE_CURRENCIES: usd is not an ISO 4217 code",
            ]
        )
        #expect(DynamicSettings().warnings.isEmpty)
    }
}

@Suite("Reading stored throttle rates and validators")
struct StructuredSettingsTests {
    private func settings(_ key: SettingKey, _ text: String) throws -> DynamicSettings {
        try DynamicSettings(StoredSettings(version: 1, values: [key.rawValue: try json(text)]))
    }

    @Test("a scope that is left out keeps its default, null switches one off")
    func rates() throws {
        let rates = try settings(.throttleRates, #"{"login":"5/min","register":null}"#).throttleRates
        #expect(rates[.login]?.tries == 5)
        #expect(rates[.login]?.windowSeconds == 60)
        #expect(rates[.register] == nil)
        #expect(rates[.anonymize] == ThrottleRates.standard[.anonymize])
    }

    @Test("rates are printed as they were set, all scopes")
    func printed() throws {
        let settings = try settings(.throttleRates, #"{"login":"5/minute","register":null}"#)
        let printed = settings.json(of: .throttleRates)
        #expect(printed["login"] == .string("5/minute"))
        #expect(printed["register"] == .null)
        #expect(printed["anonymize"] == .string("20/hour"))
        let again = StoredSettings(version: 1, values: [SettingKey.throttleRates.rawValue: printed])
        #expect(try DynamicSettings(again) == settings)
    }

    private static let scopes = "login, register, password_reset, password_reset_recipient, reset_confirm, anonymize"

    @Test(
        "bad rates are refused",
        arguments: [
            ("[]", #"must be an object such as {"login": "5/min"}"#),
            (#""5/min""#, #"must be an object such as {"login": "5/min"}"#),
            (#"{"logon":"5/min"}"#, "unknown scope logon; there are \(scopes)"),
            (#"{"login":5}"#, #"login must be a rate such as "5/min" (s, min, hour, day) or null"#),
            (#"{"anonymize":"0/min"}"#, #"anonymize must be a rate such as "5/min" (s, min, hour, day) or null"#),
        ]
    )
    func badRates(text: String, reason: String) throws {
        #expect(throws: SettingError(.throttleRates, reason)) { try settings(.throttleRates, text) }
    }

    @Test("validators are taken under Django's names and ours, in their order")
    func validators() throws {
        let text = """
            [{"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
             {"NAME": "numeric_password"}]
            """
        let policy = try settings(.authPasswordValidators, text).passwordPolicy
        #expect(policy.refusals(of: "1234", for: PasswordSubject()) == [.tooShort(minimum: 12), .entirelyNumeric])
        #expect(!policy.checksHistory)
    }

    @Test(
        "bad validators are refused with the entry that is wrong",
        arguments: [
            (#"{"NAME":"x"}"#, #"expected a list of {"NAME": …, "OPTIONS": {…}}"#),
            (#"[{"NAME":"numeric_password"},{}]"#, "entry 2: NAME must be a string"),
            (
                #"[{"NAME":"minimum_length","OPTIONS":{"min_length":-1}}]"#,
                "entry 1: option min_length must be a whole number from 0 to 128"
            ),
        ]
    )
    func badValidators(text: String, reason: String) throws {
        #expect(throws: SettingError(.authPasswordValidators, reason)) { try settings(.authPasswordValidators, text) }
    }
}
