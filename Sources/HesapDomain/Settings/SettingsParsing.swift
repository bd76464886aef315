package import DjangoCompat

extension DynamicSettings {
    /// The defaults with the stored values in their places.
    ///
    /// - Throws: the first value that is wrong in itself or does not fit the others.
    package init(_ stored: StoredSettings) throws(SettingError) {
        self.init()
        version = stored.version
        for (name, value) in stored.values.sorted(by: { $0.key < $1.key }) {
            try apply(try SettingKey(named: name), value)
        }
        try checkConsistency()
    }

    private mutating func apply(_ key: SettingKey, _ value: JSONValue) throws(SettingError) {
        switch key {
        case .availableCurrencies: availableCurrencies = try value.currencies(key)
        case .defaultCurrency: defaultCurrency = try value.currency(key)
        case .readCurrencyFromHeader: readCurrencyFromHeader = try value.flag(key)
        case .selfAnonymizationEnabled: selfAnonymizationEnabled = try value.flag(key)
        case .authPasswordValidators: passwordPolicy = try value.policy(key)
        case .passwordHistoryLength: passwordHistoryLength = Int(try value.number(key, in: 0...24))
        case .passwordResetTimeout: passwordResetTimeoutSeconds = try value.number(key, in: 1...31_536_000)
        case .throttleRates: throttleRates = try value.rates(key)
        case .anonymizeRequiresPassword: anonymizeRequiresPassword = try value.flag(key)
        case .languages: languages = try value.languages(key)
        case .languageCode: languageCode = try value.language(key)
        }
    }

    private mutating func checkConsistency() throws(SettingError) {
        let typed = defaultCurrency.text
        guard let offered = offeredCurrency(typed) else {
            let codes = availableCurrencies.map(\.text).joined(separator: ", ")
            throw SettingError(.defaultCurrency, "\(typed) is not one of AVAILABLE_CURRENCIES (\(codes))")
        }
        defaultCurrency = offered
        guard languages.contains(languageCode) else {
            let tags = languages.map(\.tag).joined(separator: ", ")
            throw SettingError(.languageCode, "\(languageCode.tag) is not one of LANGUAGES (\(tags))")
        }
    }

    /// What an operator should know although the value is accepted.
    package var warnings: [String] {
        availableCurrencies.filter { !$0.isISO4217 }.map { "AVAILABLE_CURRENCIES: \($0.text) is not an ISO 4217 code" }
    }

    /// The value in effect, as JSON that `set` takes.
    package func json(of key: SettingKey) -> JSONValue {
        switch key {
        case .availableCurrencies: .array(availableCurrencies.map { .string($0.text) })
        case .defaultCurrency: .string(defaultCurrency.text)
        case .readCurrencyFromHeader: .bool(readCurrencyFromHeader)
        case .selfAnonymizationEnabled: .bool(selfAnonymizationEnabled)
        case .authPasswordValidators: passwordPolicy.json
        case .passwordHistoryLength: .integer(Int64(passwordHistoryLength))
        case .passwordResetTimeout: .integer(passwordResetTimeoutSeconds)
        case .throttleRates: throttleRates.json
        case .anonymizeRequiresPassword: .bool(anonymizeRequiresPassword)
        case .languages: .array(languages.map { .string($0.tag) })
        case .languageCode: .string(languageCode.tag)
        }
    }
}

extension ThrottleRates {
    fileprivate var json: JSONValue {
        .object(
            ThrottleScope.allCases.map { scope in
                JSONValue.Member(scope.rawValue, rates[scope].map { .string($0.text) } ?? .null)
            }
        )
    }
}

extension JSONValue {
    fileprivate func flag(_ key: SettingKey) throws(SettingError) -> Bool {
        guard let flag = bool else { throw SettingError(key, "must be true or false") }
        return flag
    }

    fileprivate func number(_ key: SettingKey, in range: ClosedRange<Int64>) throws(SettingError) -> Int64 {
        guard let number = integer, range.contains(number) else {
            throw SettingError(key, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    fileprivate func currency(_ key: SettingKey) throws(SettingError) -> CurrencyCode {
        guard let code = string.flatMap(CurrencyCode.init) else {
            throw SettingError(key, "must be a currency code: 1 to 16 letters, digits, - or _")
        }
        return code
    }

    fileprivate func currencies(_ key: SettingKey) throws(SettingError) -> [CurrencyCode] {
        let codes = try list(key, of: "currency codes") { item throws(SettingError) in try item.currency(key) }
        for (index, code) in codes.enumerated() where codes[..<index].contains(where: { $0.isSame(as: code.text) }) {
            throw SettingError(key, "names \(code.text) twice")
        }
        return codes
    }

    fileprivate func language(_ key: SettingKey) throws(SettingError) -> LanguageCode {
        guard let code = string.flatMap(LanguageCode.init) else {
            throw SettingError(key, "must be a language code such as \"tr\"")
        }
        guard LanguageCode.translated.contains(code.primary) else {
            let tags = LanguageCode.translated.map(\.tag).joined(separator: ", ")
            throw SettingError(key, "\(code.tag) has no translation; there are \(tags)")
        }
        return code
    }

    fileprivate func languages(_ key: SettingKey) throws(SettingError) -> [LanguageCode] {
        let codes = try list(key, of: "language codes") { item throws(SettingError) in try item.language(key) }
        guard Set(codes).count == codes.count else { throw SettingError(key, "names a language twice") }
        return codes
    }

    fileprivate func policy(_ key: SettingKey) throws(SettingError) -> PasswordPolicy {
        do {
            return try PasswordPolicy(parsing: self)
        } catch {
            throw SettingError(key, error.description)
        }
    }

    /// A scope that is left out keeps its default, null switches it off.
    fileprivate func rates(_ key: SettingKey) throws(SettingError) -> ThrottleRates {
        guard case .object(let members) = self else {
            throw SettingError(key, "must be an object such as {\"login\": \"5/min\"}")
        }
        var rates = ThrottleRates.standard
        for member in members {
            guard let scope = ThrottleScope(rawValue: member.key) else {
                let known = ThrottleScope.allCases.map(\.rawValue).joined(separator: ", ")
                throw SettingError(key, "unknown scope \(member.key); there are \(known)")
            }
            rates.rates[scope] = try member.value.rate(key, scope)
        }
        return rates
    }

    private func rate(_ key: SettingKey, _ scope: ThrottleScope) throws(SettingError) -> ThrottleRate? {
        if self == .null { return nil }
        guard let rate = string.flatMap(ThrottleRate.init) else {
            throw SettingError(key, "\(scope.rawValue) must be a rate such as \"5/min\" (s, min, hour, day) or null")
        }
        return rate
    }

    private func list<Item>(
        _ key: SettingKey,
        of what: String,
        _ parse: (JSONValue) throws(SettingError) -> Item
    ) throws(SettingError) -> [Item] {
        guard case .array(let items) = self, !items.isEmpty else {
            throw SettingError(key, "must be a list of \(what) with at least one entry")
        }
        var parsed: [Item] = []
        for item in items { parsed.append(try parse(item)) }
        return parsed
    }
}
