/// How a session's `_auth_user_hash` relates to the user's password now.
package enum SessionAuthVerdict: Sendable, Equatable {
    case current
    /// Made with an old secret key: keep the session, change its id, store the current hash.
    case fallback
    /// The password changed since: the session is dead.
    case no
}

private let authSalt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"

/// Django's `get_session_auth_hash`: ties a session to the password, so that changing it signs out everywhere.
package func sessionAuthHash(password: EncodedPassword, secretKeys: SecretKeys) -> String {
    Hexadecimal.text(saltedHMAC(salt: authSalt, value: password.text, secret: secretKeys.primary))
}

package func verifySessionAuthHash(
    _ stored: String,
    password: EncodedPassword,
    secretKeys: SecretKeys
) -> SessionAuthVerdict {
    if equalInConstantTime(stored, sessionAuthHash(password: password, secretKeys: secretKeys)) { return .current }
    let old = secretKeys.fallbacks.contains { secret in
        let hash = Hexadecimal.text(saltedHMAC(salt: authSalt, value: password.text, secret: secret))
        return equalInConstantTime(stored, hash)
    }
    return old ? .fallback : .no
}
