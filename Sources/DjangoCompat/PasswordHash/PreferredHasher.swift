/// How new passwords are hashed: one of Django 5.2's hashers at its own cost, like the first of `PASSWORD_HASHERS`.
///
/// A Django that prefers the same hasher finds nothing to renew. Every hash burns a core for about 0.2 s, and argon2
/// takes 100 MiB besides: call it from a bounded worker pool.
package struct PreferredHasher: Sendable {
    /// By the name that begins the text.
    package enum Format: String, Sendable, CaseIterable {
        case pbkdf2SHA256 = "pbkdf2_sha256"
        case pbkdf2SHA1 = "pbkdf2_sha1"
        case argon2
        case bcryptSHA256 = "bcrypt_sha256"
        case bcrypt
        case scrypt
    }

    /// Above this a stored row is refused, so that a hostile or damaged one cannot stall a worker: ten times what
    /// Django 5.2 asks for, about two seconds.
    package static let mostIterations = 10_000_000

    package let format: Format
    /// Of new PBKDF2 hashes, either kind; Django 5.2 asks for 1,000,000.
    package let iterations: Int

    package init(_ format: Format, iterations: Int = 1_000_000) {
        precondition((1...Self.mostIterations).contains(iterations), "iterations out of range")
        self.format = format
        self.iterations = iterations
    }

    /// In the hasher's own form: 22 letters, of which bcrypt's are drawn from an alphabet of its own.
    ///
    /// 22 letters of Django's alphabet (131 bits) are the least that Django counts as 128 bits.
    package func salt(random: RandomBytes) -> String {
        switch format {
        case .bcrypt, .bcryptSHA256: BcryptPassword.salt(random: random)
        case .argon2, .pbkdf2SHA1, .pbkdf2SHA256, .scrypt:
            RandomText.string(22, from: RandomText.lettersFirst, random: random)
        }
    }

    /// Hashes the password's UTF-8 exactly as typed; Django does not normalize either.
    ///
    /// The salt is not empty and has no `$`, else the text could not be taken apart again.
    ///
    /// - Throws: `outOfMemory`, and `zeroByte` for bcrypt. PBKDF2 never throws.
    package func encode(password: String, salt: String) throws(HashRefusal) -> EncodedPassword {
        precondition(!salt.isEmpty && !salt.utf8.contains(UInt8(ascii: "$")), "a salt is never empty and has no $")
        switch format {
        case .pbkdf2SHA256: return encoded(PBKDF2Password(.sha256, iterations, password, salt: salt).text)
        case .pbkdf2SHA1: return encoded(PBKDF2Password(.sha1, iterations, password, salt: salt).text)
        case .argon2: return encoded(try Argon2Password(password, salt: salt).text)
        case .bcryptSHA256: return encoded(try BcryptPassword(.bcryptSHA256, password, salt: salt).text)
        case .bcrypt: return encoded(try BcryptPassword(.bcrypt, password, salt: salt).text)
        case .scrypt: return encoded(try ScryptPassword(password, salt: salt).text)
        }
    }

    /// Costs to verify what a new hash costs, and no password is known to match: its hash is random too.
    package func decoy(random: RandomBytes) -> EncodedPassword {
        let salt = salt(random: random)
        switch format {
        case .pbkdf2SHA256: return encoded(PBKDF2Password(.sha256, iterations, salt: salt, random: random).text)
        case .pbkdf2SHA1: return encoded(PBKDF2Password(.sha1, iterations, salt: salt, random: random).text)
        case .argon2: return encoded(Argon2Password(salt: salt, random: random).text)
        case .bcryptSHA256: return encoded(BcryptPassword(.bcryptSHA256, salt: salt, random: random).text)
        case .bcrypt: return encoded(BcryptPassword(.bcrypt, salt: salt, random: random).text)
        case .scrypt: return encoded(ScryptPassword(salt: salt, random: random).text)
        }
    }

    /// Django's `must_update`, and true for another algorithm: whether a good sign-in should store a fresh hash.
    ///
    /// Looks at cost, and where Django does (PBKDF2, argon2) at the length of the salt.
    package func mustUpdate(_ encoded: EncodedPassword) -> Bool {
        guard let stored = preferred(encoded) else { return true }
        switch stored {
        case .argon2(let stored): return stored.isOutdated
        case .bcrypt(let stored): return stored.isOutdated
        case .legacy: return true
        case .pbkdf2(let stored): return stored.isOutdated(preferred: iterations)
        case .scrypt(let stored): return stored.isOutdated
        }
    }

    /// Django's `harden_runtime`: after a refused password, spends what an up-to-date hash would have cost on top.
    ///
    /// Else an answer that comes early tells that the account exists and is old. Does nothing for argon2 and scrypt,
    /// whose cost does not add up, nor for another algorithm, whose cost differs anyway: those accounts can be told
    /// apart until their next sign-in, in Django too.
    package func hardenRuntime(password: String, encoded: EncodedPassword) {
        switch preferred(encoded) {
        case .bcrypt(let stored): stored.hardenRuntime(password)
        case .pbkdf2(let stored): stored.hardenRuntime(password, preferred: iterations)
        case .argon2, .legacy, .scrypt, nil: break
        }
    }

    private func encoded(_ text: String) -> EncodedPassword { EncodedPassword(text) }

    /// Nil for all that never verifies in the preferred format.
    private func preferred(_ encoded: EncodedPassword) -> StoredPassword? {
        guard let stored = try? StoredPassword(encoded), stored.algorithm.rawValue == format.rawValue else {
            return nil
        }
        return stored
    }
}
