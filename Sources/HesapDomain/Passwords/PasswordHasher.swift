package import DjangoCompat

/// Slow hashing on threads of its own, at most so many at once.
///
/// A full queue throws `Outage.busy`.
///
/// Each call is one job: a confirm that compares with five old passwords takes one place in the queue, not six.
package protocol PasswordHasher: Sendable {
    func encode(_ password: Secret<String>) async throws(Outage) -> EncodedPassword

    /// Verifies, and when it matches an outdated hash also encodes anew.
    ///
    /// A mismatch costs as much as the preferred hash even when the stored one is cheaper, and so does nil, which
    /// stands for "no such account" or "no usable password": the time tells nothing of the account.
    func verify(_ password: Secret<String>, against encoded: EncodedPassword?) async throws(Outage) -> Verification

    /// Whether the password is one of those.
    func matchesAny(_ password: Secret<String>, of encoded: [EncodedPassword]) async throws(Outage) -> Bool
}

package enum Verification: Sendable, Equatable {
    case mismatch
    case match(renewed: EncodedPassword?)
}
