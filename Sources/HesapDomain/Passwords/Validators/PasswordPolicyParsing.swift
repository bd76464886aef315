package import DjangoCompat

extension PasswordPolicy {
    /// Reads Django's `AUTH_PASSWORD_VALIDATORS`; a `password_list_path` is opened and read now.
    ///
    /// Stricter than Django in one way: what Django would pass over (an attribute that no user has, a misspelt key)
    /// is refused, because a rule that silently never fires looks like protection.
    package init(parsing json: JSONValue) throws(PasswordPolicyError) {
        guard case .array(let entries) = json else { throw PasswordPolicyError(entry: nil, reason: .notAList) }
        var rules: [PasswordRule] = []
        for (index, entry) in entries.enumerated() {
            do throws(PasswordPolicyError.Reason) {
                rules.append(try PasswordRule(parsing: entry))
            } catch {
                throw PasswordPolicyError(entry: index, reason: error)
            }
        }
        self.init(rules)
    }
}

extension PasswordPolicyError.Reason: Error {}

extension PasswordRule {
    fileprivate init(parsing entry: JSONValue) throws(PasswordPolicyError.Reason) {
        guard case .object(let members) = entry else { throw .entryNotAnObject }
        if let other = members.first(where: { !["NAME", "OPTIONS"].contains($0.key) }) {
            throw .unknownEntryKey(other.key)
        }
        guard let name = entry["NAME"]?.string else { throw .nameMissing }
        guard let kind = PasswordRuleKind(name: name) else { throw .unknownName(name) }
        try self.init(kind, options: PasswordRuleOptions(entry["OPTIONS"] ?? .object([]), of: kind))
    }

    private init(_ kind: PasswordRuleKind, options: PasswordRuleOptions) throws(PasswordPolicyError.Reason) {
        switch kind {
        case .userAttributeSimilarity:
            let attributes = try options.userAttributes ?? UserAttribute.djangoDefault
            let maximum = try options.maxSimilarity ?? UserAttributeSimilarity.defaultMaximum
            self = .userAttributeSimilarity(UserAttributeSimilarity(attributes: attributes, maximum: maximum))
        case .minimumLength:
            self = .minimumLength(try options.minLength ?? PasswordRule.defaultMinimumLength)
        case .commonPassword:
            self = .commonPassword(try options.passwordList ?? .django)
        case .numericPassword:
            self = .numericPassword
        case .passwordHistory:
            self = .passwordHistory
        }
    }
}

/// The `OPTIONS` of one entry, every key known.
///
/// A property is nil when its option was not given.
private struct PasswordRuleOptions {
    /// A longer minimum than OWASP's usual maximum of 128 characters is a slip that would lock everybody out.
    static let minLengths = 0...128

    private let options: JSONValue

    init(_ options: JSONValue, of kind: PasswordRuleKind) throws(PasswordPolicyError.Reason) {
        guard case .object(let members) = options else { throw .optionsNotAnObject }
        if let other = members.first(where: { !kind.optionKeys.contains($0.key) }) {
            throw .unknownOption(other.key, allowed: kind.optionKeys)
        }
        self.options = options
    }

    var minLength: Int? {
        get throws(PasswordPolicyError.Reason) {
            guard let value = options["min_length"] else { return nil }
            guard let number = value.integer, Self.minLengths.contains(Int(number)) else {
                let bounds = "\(Self.minLengths.lowerBound) to \(Self.minLengths.upperBound)"
                throw .wrongOption("min_length", expected: "a whole number from \(bounds)")
            }
            return Int(number)
        }
    }

    var maxSimilarity: Double? {
        get throws(PasswordPolicyError.Reason) {
            guard let value = options["max_similarity"] else { return nil }
            let smallest = UserAttributeSimilarity.smallestMaximum
            guard case .number(let literal) = value, let number = Double(literal), number.isFinite, number >= smallest
            else { throw .wrongOption("max_similarity", expected: "a number, at least \(smallest)") }
            return number
        }
    }

    var userAttributes: [UserAttribute]? {
        get throws(PasswordPolicyError.Reason) {
            guard let value = options["user_attributes"] else { return nil }
            let known = UserAttribute.allCases.map(\.rawValue).joined(separator: ", ")
            let wrong = PasswordPolicyError.Reason.wrongOption("user_attributes", expected: "a list of \(known)")
            guard case .array(let names) = value else { throw wrong }
            var attributes: [UserAttribute] = []
            for name in names {
                guard let attribute = name.string.flatMap(UserAttribute.init(rawValue:)) else { throw wrong }
                attributes.append(attribute)
            }
            return attributes
        }
    }

    var passwordList: CommonPasswordList? {
        get throws(PasswordPolicyError.Reason) {
            guard let value = options["password_list_path"] else { return nil }
            guard let path = value.string, !path.isEmpty, !path.utf8.contains(0) else {
                throw .wrongOption("password_list_path", expected: "the path of a text file")
            }
            do throws(CommonPasswordList.Unreadable) {
                return try CommonPasswordList(readingFile: path)
            } catch {
                throw .unreadablePasswordList(path: path, error)
            }
        }
    }
}
