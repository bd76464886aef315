import Crypto
import CryptoExtras

/// Django's `scrypt$N$salt$r$p$hash` (RFC 7914; the salt stands second).
struct ScryptPassword: Sendable {
    private static let byteCount = 64
    /// 256 MiB for each worker, 16 times what Django asks for.
    private static let mostMemory = 1 << 28
    /// N × r × p: Django asks for 655,360, and about six times that takes about a second.
    private static let mostWork = 1 << 22
    /// Eight times Django's; with `mostLanes` it bounds how often the salt is hashed, whatever N is.
    private static let mostBlockSize = 64
    /// About three times Django's 5.
    private static let mostLanes = 16

    private let work: Int
    private let salt: String
    private let blockSize: Int
    private let lanes: Int
    private let hash: String

    init(_ fields: [String]) throws(HashRefusal) {
        guard
            fields.count == 6, !fields[2].isEmpty,
            let work = plainNumber(fields[1]), work > 1, work.nonzeroBitCount == 1,
            let blockSize = plainNumber(fields[3]), blockSize > 0,
            let lanes = plainNumber(fields[4]), lanes > 0
        else { throw .damaged(.scrypt) }
        guard
            work <= Self.mostMemory, blockSize <= Self.mostBlockSize, lanes <= Self.mostLanes,
            128 * work * blockSize <= Self.mostMemory, work * blockSize * lanes <= Self.mostWork
        else { throw .tooCostly(.scrypt) }
        // RFC 7914 wants N < 2^(16 r).
        guard blockSize > 1 || work < 1 << 16 else { throw .damaged(.scrypt) }
        (self.work, salt, self.blockSize, self.lanes, hash) = (work, fields[2], blockSize, lanes, fields[5])
    }

    func matches(_ password: String) throws(HashRefusal) -> Bool {
        // PBKDF2 reads the password: one zero byte is the same key as none, and never an empty buffer.
        let secret = password.isEmpty ? [0] : Array(password.utf8)
        do {
            let key = try KDF.Scrypt.deriveKey(
                from: secret,
                salt: Array(salt.utf8),
                outputByteCount: Self.byteCount,
                rounds: work,
                blockSize: blockSize,
                parallelism: lanes
            )
            return key.withUnsafeBytes { equalInConstantTime(PythonBase64.encode($0), Array(hash.utf8)) }
        } catch {
            throw .outOfMemory(.scrypt)
        }
    }
}
