import DjangoCompat
import HesapDomain

/// `AUTH_PASSWORD_VALIDATORS` as the setting is written, asked about one password of one person.
enum ValidatorRoom {
    static func answer(_ question: Question) throws(Refusal) -> JSONValue {
        guard question.operation == "validators.refusals" else { throw .unknownOperation }
        let policy: PasswordPolicy
        do {
            policy = try PasswordPolicy(parsing: try question.value("validators"))
        } catch let error as PasswordPolicyError {
            throw Refusal(error.description)
        } catch {
            throw Refusal("no validators")
        }
        let subject = PasswordSubject(
            username: try question.text("username"),
            firstName: try question.text("first_name"),
            lastName: try question.text("last_name"),
            email: try question.text("email")
        )
        return .array(policy.refusals(of: try question.text("password"), for: subject).map(\.asInDjango))
    }
}

extension PasswordRefusal {
    /// The code and parameters of Django's `ValidationError`, the attribute by its field's name.
    fileprivate var asInDjango: JSONValue {
        switch self {
        case .tooShort(let minimum):
            Self.error("password_too_short", [.init("min_length", .integer(Int64(minimum)))])
        case .tooSimilar(let attribute):
            Self.error("password_too_similar", [.init("attribute", .string(attribute.rawValue))])
        case .tooCommon: Self.error("password_too_common", [])
        case .entirelyNumeric: Self.error("password_entirely_numeric", [])
        case .usedBefore: Self.error("password_used_before", [])
        }
    }

    private static func error(_ code: String, _ parameters: [JSONValue.Member]) -> JSONValue {
        .object([.init("code", .string(code)), .init("params", .object(parameters))])
    }
}
