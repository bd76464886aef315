/// One validator of `AUTH_PASSWORD_VALIDATORS`, with its options.
package enum PasswordRule: Sendable, Equatable {
    case userAttributeSimilarity(UserAttributeSimilarity)
    case minimumLength(Int)
    case commonPassword(CommonPasswordList)
    case numericPassword
    /// Only says that old passwords count. Checking costs one full hash for each, so a use case does it, last.
    case passwordHistory

    package static let defaultMinimumLength = 8

    package func refusal(of password: String, for subject: PasswordSubject) -> PasswordRefusal? {
        switch self {
        case .userAttributeSimilarity(let similarity):
            similarity.resembled(by: password, of: subject).map(PasswordRefusal.tooSimilar(to:))
        case .minimumLength(let minimum):
            // Code points, as Python's len(): a flag emoji is two, "é" may be one or two.
            password.unicodeScalars.count < minimum ? .tooShort(minimum: minimum) : nil
        case .commonPassword(let list):
            list.contains(password) ? .tooCommon : nil
        case .numericPassword:
            PythonText.isDigits(password) ? .entirelyNumeric : nil
        case .passwordHistory:
            nil
        }
    }
}
