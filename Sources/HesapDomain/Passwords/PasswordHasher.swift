package import DjangoCompat

/// Slow hashing on threads of its own, at most so many at once.
///
/// A full queue throws `Outage.busy`.
///
/// Each call is one job, which waits once and is then done to its end: a crowd of which everybody compares with five old
/// passwords is served one after the other, not all together at the very end.
package protocol PasswordHasher: Sendable {
    func encode(_ password: Secret<String>) async throws(Outage) -> EncodedPassword

    /// - Returns: nil when the password is one of those.
    func encode(
        _ password: Secret<String>,
        unlessAnyOf used: [EncodedPassword]
    ) async throws(Outage) -> EncodedPassword?

    /// Verifies, and when it matches a hash of another format or cost than the preferred also encodes anew.
    ///
    /// nil stands for "no such account" or "no usable password", and takes as long as a mismatch with a preferred hash;
    /// so does a hash that is refused or so fast that it takes no time. Where adding rounds can even it out (PBKDF2,
    /// bcrypt), a cheaper hash of the preferred format does too. Other formats take their own time until renewed.
    func verify(_ password: Secret<String>, against encoded: EncodedPassword?) async throws(Outage) -> Verification
}

package enum Verification: Sendable, Equatable {
    case mismatch
    case match(renewed: EncodedPassword?)
}
