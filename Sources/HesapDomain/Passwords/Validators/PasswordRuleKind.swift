/// The validators by name, and the option keys each takes.
enum PasswordRuleKind: String, CaseIterable {
    case userAttributeSimilarity = "user_attribute_similarity"
    case minimumLength = "minimum_length"
    case commonPassword = "common_password"
    case numericPassword = "numeric_password"
    case passwordHistory = "password_history"

    /// Accepts Django's dotted name, the class name alone, and the short name.
    init?(name: String) {
        let match = Self.allCases.first { kind in
            kind.rawValue == name || kind.djangoClass.map { $0 == name || Self.djangoModule + $0 == name } == true
        }
        guard let match else { return nil }
        self = match
    }

    /// The name Django imports, so that a printed policy can be pasted into its settings; history has none there.
    var canonicalName: String { djangoClass.map { Self.djangoModule + $0 } ?? rawValue }

    var optionKeys: [String] {
        switch self {
        case .userAttributeSimilarity: ["user_attributes", "max_similarity"]
        case .minimumLength: ["min_length"]
        case .commonPassword: ["password_list_path"]
        case .numericPassword, .passwordHistory: []
        }
    }

    private static let djangoModule = "django.contrib.auth.password_validation."

    private var djangoClass: String? {
        switch self {
        case .userAttributeSimilarity: "UserAttributeSimilarityValidator"
        case .minimumLength: "MinimumLengthValidator"
        case .commonPassword: "CommonPasswordValidator"
        case .numericPassword: "NumericPasswordValidator"
        case .passwordHistory: nil
        }
    }
}
