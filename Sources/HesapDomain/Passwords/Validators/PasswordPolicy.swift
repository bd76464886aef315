package import DjangoCompat

/// The rules a new password has to pass: the value of the setting `AUTH_PASSWORD_VALIDATORS`.
package struct PasswordPolicy: Sendable, Equatable {
    /// In configured order, which is the order of the messages a shopper sees.
    ///
    /// Empty is allowed: Django's default.
    package let rules: [PasswordRule]

    package init(_ rules: [PasswordRule]) {
        self.rules = rules
    }

    /// The four rules that `django-admin startproject` writes, in its order, and Hesap's history.
    package static let standard = PasswordPolicy([
        .userAttributeSimilarity(UserAttributeSimilarity()),
        .minimumLength(PasswordRule.defaultMinimumLength),
        .commonPassword(.django),
        .numericPassword,
        .passwordHistory,
    ])

    /// Every failing rule.
    ///
    /// Old passwords are not looked at here: see `checksHistory`.
    package func refusals(of password: String, for subject: PasswordSubject) -> [PasswordRefusal] {
        rules.compactMap { $0.refusal(of: password, for: subject) }
    }

    /// Whether the caller has to compare with the remembered passwords as well.
    package var checksHistory: Bool { rules.contains(.passwordHistory) }
}

extension PasswordPolicy {
    /// The shape Django reads, with its dotted names; options that equal Django's defaults are left out.
    ///
    /// Reading it again gives an equal policy.
    package var json: JSONValue { .array(rules.map(\.json)) }
}

extension PasswordRule {
    fileprivate var json: JSONValue {
        var members = [JSONValue.Member("NAME", .string(kind.canonicalName))]
        let options = changedOptions
        if !options.isEmpty { members.append(JSONValue.Member("OPTIONS", .object(options))) }
        return .object(members)
    }

    private var kind: PasswordRuleKind {
        switch self {
        case .userAttributeSimilarity: .userAttributeSimilarity
        case .minimumLength: .minimumLength
        case .commonPassword: .commonPassword
        case .numericPassword: .numericPassword
        case .passwordHistory: .passwordHistory
        }
    }

    private var changedOptions: [JSONValue.Member] {
        switch self {
        case .userAttributeSimilarity(let similarity): similarity.changedOptions
        case .minimumLength(PasswordRule.defaultMinimumLength): []
        case .minimumLength(let minimum): [JSONValue.Member("min_length", .integer(Int64(minimum)))]
        case .commonPassword(let list): list.path.map { [JSONValue.Member("password_list_path", .string($0))] } ?? []
        case .numericPassword, .passwordHistory: []
        }
    }
}

extension UserAttributeSimilarity {
    fileprivate var changedOptions: [JSONValue.Member] {
        var options: [JSONValue.Member] = []
        if attributes != UserAttribute.djangoDefault {
            let names = attributes.map { JSONValue.string($0.rawValue) }
            options.append(JSONValue.Member("user_attributes", .array(names)))
        }
        if maximum != Self.defaultMaximum {
            options.append(JSONValue.Member("max_similarity", .number(String(maximum))))
        }
        return options
    }
}
