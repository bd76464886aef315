/// What a stored text says of a password.
package enum PasswordVerdict: Sendable, Equatable {
    case match
    case mismatch
    /// Nothing was compared, and the password is not the right one.
    case refused(HashRefusal)
}

/// Why a stored text is never verified.
///
/// Names no part of the text, so that it can be logged.
package enum HashRefusal: Error, Sendable, Equatable, CustomStringConvertible {
    /// Django's `!`: an account without a password, nothing to report.
    case unusable
    case unknownAlgorithm
    /// A `LegacyFormat` that is not switched on: the owner takes the reset link.
    case retired(PasswordAlgorithm)
    /// Not letter by letter what Django writes.
    case damaged(PasswordAlgorithm)
    /// Beyond the bounds of the algorithm here, which docs/compat.md lists.
    case tooCostly(PasswordAlgorithm)
    case outOfMemory(PasswordAlgorithm)
    /// The system's bcrypt takes a password as a C string, which ends at the first zero byte.
    ///
    /// Cut there, `secret\0anything` would sign in to `secret`.
    case zeroByte(PasswordAlgorithm)

    package var description: String {
        switch self {
        case .unusable: "unusable"
        case .unknownAlgorithm: "unknown algorithm"
        case .retired(let algorithm): "\(algorithm.rawValue): retired"
        case .damaged(let algorithm): "\(algorithm.rawValue): damaged"
        case .tooCostly(let algorithm): "\(algorithm.rawValue): too costly"
        case .outOfMemory(let algorithm): "\(algorithm.rawValue): out of memory"
        case .zeroByte(let algorithm): "\(algorithm.rawValue): zero byte in the password"
        }
    }
}

/// The algorithms that Django 5.2 or an older one writes, by the name that begins the text.
package enum PasswordAlgorithm: String, Sendable, CaseIterable {
    case argon2
    case bcrypt
    case bcryptSHA256 = "bcrypt_sha256"
    case md5
    case pbkdf2SHA1 = "pbkdf2_sha1"
    case pbkdf2SHA256 = "pbkdf2_sha256"
    case scrypt
    case sha1
    case unsaltedMD5 = "unsalted_md5"
    case unsaltedSHA1 = "unsalted_sha1"
}
