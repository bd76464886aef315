package import DjangoCompat

/// Slow hashing on threads of its own, at most so many at once.
///
/// A full queue throws `Outage.busy`.
///
/// Each call is one job: a confirm that compares with five old passwords takes one place in the queue, not six.
package protocol PasswordHasher: Sendable {
    func encode(_ password: Secret<String>) async throws(Outage) -> EncodedPassword

    /// Verifies, and when it matches a hash of another format or cost than the preferred also encodes anew.
    ///
    /// nil stands for "no such account" or "no usable password", and takes as long as a mismatch with a preferred hash;
    /// so does a hash that is refused or so fast that it takes no time. Where adding rounds can even it out (PBKDF2,
    /// bcrypt), a cheaper hash of the preferred format does too. Other formats take their own time until renewed.
    func verify(_ password: Secret<String>, against encoded: EncodedPassword?) async throws(Outage) -> Verification

    /// Whether the password is one of those.
    func matchesAny(_ password: Secret<String>, of encoded: [EncodedPassword]) async throws(Outage) -> Bool
}

package enum Verification: Sendable, Equatable {
    case mismatch
    case match(renewed: EncodedPassword?)
}
