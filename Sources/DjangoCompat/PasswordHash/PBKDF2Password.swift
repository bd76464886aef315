import Crypto
import CryptoExtras

/// Django's `pbkdf2_sha256$iterations$salt$hash`, and `pbkdf2_sha1` likewise.
struct PBKDF2Password: Sendable {
    enum Digest: Sendable {
        case sha1
        case sha256

        var algorithm: PasswordAlgorithm { self == .sha1 ? .pbkdf2SHA1 : .pbkdf2SHA256 }
        var byteCount: Int { self == .sha1 ? 20 : 32 }
        var function: KDF.Insecure.PBKDF2.HashFunction { self == .sha1 ? .insecureSHA1 : .sha256 }
    }

    let digest: Digest
    private let iterations: Int
    private let salt: String
    private let hash: String

    init(_ fields: [String], _ digest: Digest) throws(HashRefusal) {
        let algorithm = digest.algorithm
        guard fields.count == 4, fields[0] == algorithm.rawValue, !fields[2].isEmpty else { throw .damaged(algorithm) }
        guard let count = plainNumber(fields[1]), count > 0 else { throw .damaged(algorithm) }
        guard count <= PreferredHasher.mostIterations else { throw .tooCostly(algorithm) }
        (self.digest, iterations, salt, hash) = (digest, count, fields[2], fields[3])
    }

    init(_ digest: Digest, _ iterations: Int, _ password: String, salt: String) {
        (self.digest, self.iterations, self.salt) = (digest, iterations, salt)
        hash = Self.hash(password, salt: salt, iterations: iterations, digest)
    }

    init(_ digest: Digest, _ iterations: Int, salt: String, random: RandomBytes) {
        (self.digest, self.iterations, self.salt) = (digest, iterations, salt)
        hash = String(decoding: PythonBase64.encode(random(digest.byteCount)), as: UTF8.self)
    }

    var text: String { "\(digest.algorithm.rawValue)$\(iterations)$\(salt)$\(hash)" }

    func isOutdated(preferred: Int) -> Bool {
        iterations != preferred || isShortSalt(length: salt.unicodeScalars.count)
    }

    func matches(_ password: String) -> Bool {
        equalInConstantTime(Self.hash(password, salt: salt, iterations: iterations, digest), hash)
    }

    func hardenRuntime(_ password: String, preferred: Int) {
        guard iterations < preferred else { return }
        _ = Self.hash(password, salt: salt, iterations: preferred - iterations, digest)
    }

    private static func hash(_ password: String, salt: String, iterations: Int, _ digest: Digest) -> String {
        // HMAC pads its key with zeros, so one zero byte is the same key as none, and never an empty buffer.
        let secret = password.isEmpty ? [0] : Array(password.utf8)
        do {
            let key = try KDF.Insecure.PBKDF2.deriveKey(
                from: secret,
                salt: Array(salt.utf8),
                using: digest.function,
                outputByteCount: digest.byteCount,
                unsafeUncheckedRounds: iterations
            )
            return key.withUnsafeBytes { String(decoding: PythonBase64.encode($0), as: UTF8.self) }
        } catch {
            // BoringSSL refuses only zero iterations or no memory, and no answer is safe without a hash.
            preconditionFailure("PBKDF2 failed: \(error)")
        }
    }
}
