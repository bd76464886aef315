extension EncodedPassword {
    /// Verifies as Django's `verify_password` with all of its algorithms configured.
    ///
    /// Takes up to about two seconds of a core and 256 MiB: call it from a bounded worker pool. Formats that are too
    /// fast are refused, unless named in `legacy`; a mismatch with one of those takes no time at all.
    package func verify(_ password: String, legacy: Set<LegacyFormat> = []) -> PasswordVerdict {
        do {
            return try StoredPassword(self, legacy: legacy).matches(password) ? .match : .mismatch
        } catch {
            return .refused(error)
        }
    }
}

/// An encoded password taken apart strictly: what Django would not write again letter by letter is refused.
///
/// Every bound is checked here, before any work is done or memory taken.
enum StoredPassword: Sendable {
    case argon2(Argon2Password)
    case bcrypt(BcryptPassword)
    case legacy(LegacyPassword)
    case pbkdf2(PBKDF2Password)
    case scrypt(ScryptPassword)

    /// Django's column holds 128 characters; a project may widen it for long salts, which some algorithms hash often.
    private static let mostBytes = 1024

    init(_ encoded: EncodedPassword, legacy: Set<LegacyFormat> = []) throws(HashRefusal) {
        guard encoded.isUsable else { throw .unusable }
        guard let algorithm = encoded.algorithm else { throw .unknownAlgorithm }
        guard encoded.text.utf8.count <= Self.mostBytes else { throw .damaged(algorithm) }
        let fields = encoded.fields
        switch algorithm {
        case .argon2: self = .argon2(try Argon2Password(fields))
        case .bcrypt: self = .bcrypt(try BcryptPassword(fields, .bcrypt))
        case .bcryptSHA256: self = .bcrypt(try BcryptPassword(fields, .bcryptSHA256))
        case .pbkdf2SHA1: self = .pbkdf2(try PBKDF2Password(fields, .sha1))
        case .pbkdf2SHA256: self = .pbkdf2(try PBKDF2Password(fields, .sha256))
        case .scrypt: self = .scrypt(try ScryptPassword(fields))
        case .md5, .sha1, .unsaltedMD5, .unsaltedSHA1:
            guard let format = encoded.legacyFormat, legacy.contains(format) else { throw .retired(algorithm) }
            self = .legacy(try LegacyPassword(fields, format))
        }
    }

    var algorithm: PasswordAlgorithm {
        switch self {
        case .argon2: .argon2
        case .bcrypt(let stored): stored.kind.algorithm
        case .legacy(let stored): stored.format.algorithm
        case .pbkdf2(let stored): stored.digest.algorithm
        case .scrypt: .scrypt
        }
    }

    func matches(_ password: String) throws(HashRefusal) -> Bool {
        switch self {
        case .argon2(let stored): try stored.matches(password)
        case .bcrypt(let stored): try stored.matches(password)
        case .legacy(let stored): stored.matches(password)
        case .pbkdf2(let stored): stored.matches(password)
        case .scrypt(let stored): try stored.matches(password)
        }
    }
}

extension EncodedPassword {
    /// Which of the formats that are too fast this is, if any.
    package var legacyFormat: LegacyFormat? { algorithm.flatMap { LegacyFormat(rawValue: $0.rawValue) } }

    /// Split at every `$`: no field of any format may contain one.
    var fields: [String] {
        text.utf8.split(separator: UInt8(ascii: "$"), omittingEmptySubsequences: false).map { String(Substring($0)) }
    }

    /// Django's `identify_hasher`, of old and new versions together.
    fileprivate var algorithm: PasswordAlgorithm? {
        let length = text.unicodeScalars.count
        if length == 32 && !text.utf8.contains(UInt8(ascii: "$")) { return .unsaltedMD5 }
        if length == 37 && text.hasPrefix("md5$$") { return .unsaltedMD5 }
        if length == 46 && text.hasPrefix("sha1$$") { return .unsaltedSHA1 }
        return fields.first.flatMap { PasswordAlgorithm(rawValue: $0) }
    }
}

/// A number as Django writes it: no sign, blank or leading zero.
func plainNumber(_ text: some StringProtocol) -> Int? {
    guard let number = Int(text), number >= 0, String(number) == text else { return nil }
    return number
}

/// Django's `must_update_salt`.
///
/// Each letter of its alphabet counts log2(62) = 5.95 bits, so 21 fall short of 128 and 22 do not.
func isShortSalt(length: Int) -> Bool { length < 22 }
