import Crypto
import CryptoExtras

/// Django's `PBKDF2PasswordHasher`: `pbkdf2_sha256$iterations$salt$hash`.
///
/// Every hash burns a core for its iterations (1,000,000 take about 0.16 s): call it from a bounded worker pool.
package struct PBKDF2SHA256: Sendable {
    /// Above this a stored row is refused, so that a hostile or damaged one cannot stall a worker: ten times what
    /// Django 5.2 asks for, about two seconds.
    package static let mostIterations = 10_000_000
    private static let algorithm = "pbkdf2_sha256"
    private static let byteCount = 32

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
        let hash = Self.hash(password, salt: salt, iterations: iterations)
        return EncodedPassword("\(Self.algorithm)$\(iterations)$\(salt)$\(hash)")
    }

    /// False for a wrong password, another algorithm, an unusable or damaged text.
    package func verify(password: String, encoded: EncodedPassword) -> Bool {
        guard let parts = Parts(encoded) else { return false }
        let hash = Self.hash(password, salt: parts.salt, iterations: parts.iterations)
        return equalInConstantTime(hash, parts.hash)
    }

    /// Whether a good sign-in should store a fresh hash: other algorithm, other iterations, or a salt below 128 bits.
    package func mustUpdate(_ encoded: EncodedPassword) -> Bool {
        guard let parts = Parts(encoded) else { return true }
        // Each letter of Django's alphabet counts log2(62) = 5.95 bits, so 21 fall short of 128 and 22 do not.
        return parts.iterations != iterations || parts.salt.unicodeScalars.count < 22
    }

    /// After a refused password, spends what an up-to-date hash would have cost on top.
    ///
    /// Else an answer that comes early tells that the account exists and is old.
    package func hardenRuntime(password: String, encoded: EncodedPassword) {
        guard let parts = Parts(encoded), parts.iterations < iterations else { return }
        _ = Self.hash(password, salt: parts.salt, iterations: iterations - parts.iterations)
    }

    private static func hash(_ password: String, salt: String, iterations: Int) -> String {
        // HMAC pads its key with zeros, so one zero byte is the same key as none, and never an empty buffer.
        let secret = password.isEmpty ? [0] : Array(password.utf8)
        do {
            let key = try KDF.Insecure.PBKDF2.deriveKey(
                from: secret,
                salt: Array(salt.utf8),
                using: .sha256,
                outputByteCount: byteCount,
                unsafeUncheckedRounds: iterations
            )
            return key.withUnsafeBytes { String(decoding: PythonBase64.encode($0), as: UTF8.self) }
        } catch {
            // BoringSSL refuses only zero iterations or no memory, and no answer is safe without a hash.
            preconditionFailure("PBKDF2 failed: \(error)")
        }
    }

    /// A text taken apart strictly: what Django would not write again letter by letter never verifies there.
    private struct Parts {
        let iterations: Int
        let salt: String
        let hash: String

        init?(_ encoded: EncodedPassword) {
            let fields = encoded.text.utf8
                .split(separator: UInt8(ascii: "$"), maxSplits: 3, omittingEmptySubsequences: false)
                .map { String(Substring($0)) }
            guard fields.count == 4, fields[0] == PBKDF2SHA256.algorithm, !fields[2].isEmpty else { return nil }
            guard let count = Int(fields[1]), String(count) == fields[1] else { return nil }
            guard (1...PBKDF2SHA256.mostIterations).contains(count) else { return nil }
            (iterations, salt, hash) = (count, fields[2], fields[3])
        }
    }
}
