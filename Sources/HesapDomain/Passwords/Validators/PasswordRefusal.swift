/// Why a new password is not accepted; one per failing rule.
///
/// The words for people are the HTTP layer's.
package enum PasswordRefusal: Sendable, Equatable {
    case tooShort(minimum: Int)
    case tooSimilar(to: UserAttribute)
    case tooCommon
    case entirelyNumeric
    /// Made by the use case that reads the password history: it needs stored hashes, which a `PasswordRule` has not.
    case usedBefore(remembered: Int)
}
