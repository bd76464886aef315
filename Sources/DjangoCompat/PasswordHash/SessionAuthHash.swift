/// How a session's `_auth_user_hash` relates to the user's password now.
package enum SessionAuthVerdict: Sendable, Equatable {
    case current
    /// Made with an old secret key: keep the session, change its id, store the current hash.
    case fallback
    /// The password changed since: the session is dead.
    case no
}

/// Django's `get_session_auth_hash`: ties a session to the password, so that changing it signs out everywhere.
package struct SessionAuthHash: Sendable {
    private let keys: [SaltedHMAC]

    /// Keep it: the keys are derived here, once.
    package init(secretKeys: SecretKeys) {
        keys = secretKeys.saltedHMACs(salt: "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash")
    }

    /// What a session of an account with this password holds.
    package func text(for password: EncodedPassword) -> String {
        String(decoding: Self.digits(for: password, keys[0]), as: UTF8.self)
    }

    package func verdict(on stored: String, password: EncodedPassword) -> SessionAuthVerdict {
        let genuine = keys.firstIndex { equalInConstantTime(stored.utf8, Self.digits(for: password, $0)) }
        return genuine.map { $0 == 0 ? .current : .fallback } ?? .no
    }

    private static func digits(for password: EncodedPassword, _ key: SaltedHMAC) -> [UInt8] {
        Hexadecimal.digits(of: key.digest(of: Array(password.text.utf8)))
    }
}
