/// Django's `PBKDF2PasswordHasher`: `pbkdf2_sha256$iterations$salt$hash`.
///
/// Every hash burns a core for its iterations (1,000,000 take about 0.16 s): call it from a bounded worker pool.
package struct PBKDF2SHA256: Sendable {
    /// Above this a stored row is refused, so that a hostile or damaged one cannot stall a worker: ten times what
    /// Django 5.2 asks for, about two seconds.
    package static let mostIterations = 10_000_000

    /// What new passwords get; Django 5.2 asks for 1,000,000.
    package let iterations: Int

    package init(iterations: Int) {
        precondition((1...Self.mostIterations).contains(iterations), "iterations out of range")
        self.iterations = iterations
    }

    /// 22 letters (131 bits), the least that Django counts as 128 bits.
    ///
    /// Draws 22 bytes, and the few refused ones again.
    package static func salt(random: RandomBytes) -> String {
        RandomText.string(22, from: RandomText.lettersFirst, random: random)
    }

    /// Hashes the password's UTF-8 exactly as typed; Django does not normalize either.
    ///
    /// The salt is not empty and has no `$`, else the text could not be taken apart again.
    package func encode(password: String, salt: String) -> EncodedPassword {
        precondition(!salt.isEmpty && !salt.utf8.contains(UInt8(ascii: "$")), "a salt is never empty and has no $")
        let hash = PBKDF2Password.hash(password, salt: salt, iterations: iterations, .sha256)
        return EncodedPassword("\(PasswordAlgorithm.pbkdf2SHA256.rawValue)$\(iterations)$\(salt)$\(hash)")
    }

    /// False for a wrong password, another algorithm, an unusable or damaged text.
    ///
    /// `EncodedPassword.verify` knows the other algorithms too.
    package func verify(password: String, encoded: EncodedPassword) -> Bool {
        parts(encoded)?.matches(password) ?? false
    }

    /// Whether a good sign-in should store a fresh hash: other algorithm, other iterations, or a salt below 128 bits.
    package func mustUpdate(_ encoded: EncodedPassword) -> Bool {
        guard let parts = parts(encoded) else { return true }
        // Each letter of Django's alphabet counts log2(62) = 5.95 bits, so 21 fall short of 128 and 22 do not.
        return parts.iterations != iterations || parts.salt.unicodeScalars.count < 22
    }

    /// After a refused password, spends what an up-to-date hash would have cost on top.
    ///
    /// Else an answer that comes early tells that the account exists and is old. Does nothing for another algorithm,
    /// whose cost differs anyway: those accounts can be told apart until their next sign-in, in Django too.
    package func hardenRuntime(password: String, encoded: EncodedPassword) {
        guard let parts = parts(encoded), parts.iterations < iterations else { return }
        _ = PBKDF2Password.hash(password, salt: parts.salt, iterations: iterations - parts.iterations, .sha256)
    }

    /// Nil for all that never verifies as `pbkdf2_sha256`.
    private func parts(_ encoded: EncodedPassword) -> PBKDF2Password? {
        guard case .pbkdf2(let parts) = try? StoredPassword(encoded), parts.digest == .sha256 else { return nil }
        return parts
    }
}
