/// Django's `PasswordResetTokenGenerator`: a token nobody stores, because it signs what its use will change.
///
/// The token dies when the password changes (even to the same one, its salt differs), at the next sign-in, when the
/// address changes, and after the timeout. So the stored text must reach this type unchanged (see `docs/compat.md`).
package struct ResetTokenGenerator: Sendable {
    private static let salt = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
    /// 2001-01-01 00:00:00 in Unix time: tokens count from there, which keeps them six letters long until 2069.
    private static let epoch: Int64 = 978_307_200
    private static let dash = UInt8(ascii: "-")

    private let keys: [SaltedHMAC]
    private let utcOffset: @Sendable (Int64) -> Int64

    /// - Parameters:
    ///   - secretKeys: The primary key signs, all keys are accepted.
    ///   - utcOffset: Seconds east of UTC that the Django beside us lives at (`TIME_ZONE`) at a moment, in Unix seconds.
    ///     Django puts its *local* wall clock into the token, so with 0 here a link from a Django in Istanbul would
    ///     live 3 h longer.
    package init(secretKeys: SecretKeys, utcOffset: @escaping @Sendable (Int64) -> Int64 = { _ in 0 }) {
        keys = secretKeys.saltedHMACs(salt: Self.salt)
        self.utcOffset = utcOffset
    }

    /// The token for this state of the user; `userID` is the primary key as Django prints it.
    ///
    /// `lastLogin` is in Unix seconds, fraction cut off, nil when the user never signed in; `seconds` is now.
    package func make(
        userID: some CustomStringConvertible,
        password: EncodedPassword,
        lastLogin: Int64?,
        email: String,
        at seconds: Int64
    ) -> String {
        let subject = Subject(userID: userID.description, password: password, lastLogin: lastLogin, email: email)
        // A clock before 2001 is broken; such a token is at least already too old.
        return token(for: subject, stamp: max(0, stamp(of: seconds)), key: keys[0])
    }

    /// Whether the token was made for exactly this state of the user, and is at most `timeout` seconds old.
    package func check(
        _ token: String,
        userID: some CustomStringConvertible,
        password: EncodedPassword,
        lastLogin: Int64?,
        email: String,
        now: Int64,
        timeout: Int64
    ) -> Bool {
        let parts = token.utf8.split(separator: Self.dash, omittingEmptySubsequences: false)
        guard parts.count == 2, let stamp = Base36.decode(Substring(parts[0])) else { return false }
        let subject = Subject(userID: userID.description, password: password, lastLogin: lastLogin, email: email)
        let genuine = keys.contains { key in
            equalInConstantTime(self.token(for: subject, stamp: stamp, key: key), token)
        }
        return genuine && self.stamp(of: now) - stamp <= timeout
    }

    private struct Subject {
        let userID: String
        let password: EncodedPassword
        let lastLogin: Int64?
        let email: String
    }

    private func stamp(of seconds: Int64) -> Int64 { seconds - Self.epoch + utcOffset(seconds) }

    private func token(for subject: Subject, stamp: Int64, key: SaltedHMAC) -> String {
        let login = subject.lastLogin.map { DjangoTime.text(microseconds: $0 * 1_000_000) } ?? ""
        let value = "\(subject.userID)\(subject.password.text)\(login)\(stamp)\(subject.email)"
        // Django keeps every second hexadecimal digit to shorten the link: the upper half of each byte.
        let signature = key.digest(of: Array(value.utf8)).map { Hexadecimal.digits[Int($0 >> 4)] }
        return "\(Base36.encode(stamp) ?? "")-\(String(decoding: signature, as: UTF8.self))"
    }
}
