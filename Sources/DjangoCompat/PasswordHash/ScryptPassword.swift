import Crypto
import CryptoExtras

/// Django's `scrypt$N$salt$r$p$hash` (RFC 7914; the salt stands second).
struct ScryptPassword: Sendable {
    private struct Cost: Sendable, Equatable {
        let work: Int
        let blockSize: Int
        let lanes: Int
    }

    /// Django 5.2's `ScryptPasswordHasher`: 16 MiB.
    private static let preferred = Cost(work: 1 << 14, blockSize: 8, lanes: 5)
    private static let byteCount = 64
    /// 256 MiB for each worker, 16 times what Django asks for.
    private static let mostMemory = 1 << 28
    /// N × r × p: Django asks for 655,360, and about six times that takes about a second.
    private static let mostWork = 1 << 22
    /// Eight times Django's; with `mostLanes` it bounds how often the salt is hashed, whatever N is.
    private static let mostBlockSize = 64
    /// About three times Django's 5.
    private static let mostLanes = 16

    private let cost: Cost
    private let salt: String
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
        (cost, salt, hash) = (Cost(work: work, blockSize: blockSize, lanes: lanes), fields[2], fields[5])
    }

    init(_ password: String, salt: String) throws(HashRefusal) {
        (cost, self.salt) = (Self.preferred, salt)
        hash = try Self.hash(password, salt: salt, Self.preferred)
    }

    init(salt: String, random: RandomBytes) {
        (cost, self.salt) = (Self.preferred, salt)
        hash = String(decoding: PythonBase64.encode(random(Self.byteCount)), as: UTF8.self)
    }

    var text: String {
        "\(PasswordAlgorithm.scrypt.rawValue)$\(cost.work)$\(salt)$\(cost.blockSize)$\(cost.lanes)$\(hash)"
    }

    /// Django does not look at the salt here.
    var isOutdated: Bool { cost != Self.preferred }

    func matches(_ password: String) throws(HashRefusal) -> Bool {
        equalInConstantTime(try Self.hash(password, salt: salt, cost), hash)
    }

    private static func hash(_ password: String, salt: String, _ cost: Cost) throws(HashRefusal) -> String {
        // PBKDF2 reads the password: one zero byte is the same key as none, and never an empty buffer.
        let secret = password.isEmpty ? [0] : Array(password.utf8)
        do {
            let key = try KDF.Scrypt.deriveKey(
                from: secret,
                salt: Array(salt.utf8),
                outputByteCount: byteCount,
                rounds: cost.work,
                blockSize: cost.blockSize,
                parallelism: cost.lanes
            )
            return key.withUnsafeBytes { String(decoding: PythonBase64.encode($0), as: UTF8.self) }
        } catch {
            throw .outOfMemory(.scrypt)
        }
    }
}
