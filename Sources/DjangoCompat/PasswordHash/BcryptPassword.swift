import CCrypt
import Crypto

/// Django's `bcrypt$$2b$12$salt-and-hash`, and `bcrypt_sha256`, which hashes the password's SHA-256 in hexadecimal.
struct BcryptPassword: Sendable {
    enum Kind: Sendable {
        case bcrypt
        case bcryptSHA256

        var algorithm: PasswordAlgorithm { self == .bcrypt ? .bcrypt : .bcryptSHA256 }
    }

    /// Django 5.2's, and the version that its library writes.
    private static let preferredCost = 12
    private static let preferredVersion = "2b"
    /// Eight times Django's 12, about two seconds; each more doubles it.
    private static let mostCost = 15
    /// bcrypt's key is 18 words; Django's library ignored the rest until 5.0, which fails instead.
    private static let mostBytes = 72
    private static let saltBytes = 16
    private static let saltLetters = 22
    private static let bothLetters = 53
    private static let alphabet = Array("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

    let kind: Kind
    private let version: String
    private let cost: Int
    private let saltAndHash: String

    init(_ fields: [String], _ kind: Kind) throws(HashRefusal) {
        guard
            fields.count == 5, fields[1].isEmpty,
            ["2a", "2b", "2x", "2y"].contains(fields[2]),
            let cost = Self.cost(fields[3]),
            fields[4].utf8.count == Self.bothLetters, fields[4].utf8.allSatisfy(Self.alphabet.contains)
        else { throw .damaged(kind.algorithm) }
        guard cost <= Self.mostCost else { throw .tooCostly(kind.algorithm) }
        (self.kind, version, self.cost, saltAndHash) = (kind, fields[2], cost, fields[4])
    }

    init(_ kind: Kind, _ password: String, salt: String) throws(HashRefusal) {
        (self.kind, version, cost) = (kind, Self.preferredVersion, Self.preferredCost)
        saltAndHash = try Self.hash(password, salt: salt, cost: Self.preferredCost, kind)
    }

    init(_ kind: Kind, salt: String, random: RandomBytes) {
        (self.kind, version, cost) = (kind, Self.preferredVersion, Self.preferredCost)
        let hash = RandomText.string(Self.bothLetters - Self.saltLetters, from: Self.alphabet, random: random)
        saltAndHash = salt + hash
    }

    /// 128 bits in bcrypt's own base64, as Django's `gensalt`.
    static func salt(random: RandomBytes) -> String {
        let bytes = random(saltBytes).map { CChar(bitPattern: $0) }
        var output = [CChar](repeating: 0, count: Int(CRYPT_GENSALT_OUTPUT_SIZE))
        let size = Int32(output.count)
        guard crypt_gensalt_rn("$2b$", UInt(preferredCost), bytes, Int32(bytes.count), &output, size) != nil else {
            // Refuses only a wrong cost, too few bytes or too little room.
            preconditionFailure("no salt from crypt_gensalt_rn")
        }
        let setting = output.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return String(decoding: setting.suffix(saltLetters), as: UTF8.self)
    }

    var text: String { "\(kind.algorithm.rawValue)$$\(version)$\(Self.twoDigits(cost))$\(saltAndHash)" }

    /// Django does not look at version or salt here.
    var isOutdated: Bool { cost != Self.preferredCost }

    func matches(_ password: String) throws(HashRefusal) -> Bool {
        equalInConstantTime(try Self.hash(password, salt: salt, cost: cost, kind), saltAndHash)
    }

    /// Cost counts doublings, so 2^(12 - cost) - 1 hashes like the stored one make up for what it is short of.
    func hardenRuntime(_ password: String) {
        guard cost < Self.preferredCost else { return }
        for _ in 1..<(1 << (Self.preferredCost - cost)) {
            _ = try? Self.hash(password, salt: salt, cost: cost, kind)
        }
    }

    private var salt: String { String(saltAndHash.prefix(Self.saltLetters)) }

    /// Salt and hash, as the library writes them: without the salt's surplus bits.
    private static func hash(
        _ password: String,
        salt: String,
        cost: Int,
        _ kind: Kind
    ) throws(HashRefusal) -> String {
        let secret = secret(password, kind)
        guard !secret.contains(0) else { throw .zeroByte(kind.algorithm) }
        // Django's library computes all four versions alike, as 2b. The system's gives 2x its old defect back.
        let setting = "$2b$\(twoDigits(cost))$"
        var output = [CChar](repeating: 0, count: Int(CRYPT_OUTPUT_SIZE))
        hesap_crypt((secret + [0]).map { CChar(bitPattern: $0) }, setting + salt, &output)
        let text = output.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        guard !text.isEmpty else { throw .outOfMemory(kind.algorithm) }
        guard text.starts(with: setting.utf8) else { throw .damaged(kind.algorithm) }
        return String(decoding: text.dropFirst(setting.utf8.count), as: UTF8.self)
    }

    private static func secret(_ password: String, _ kind: Kind) -> [UInt8] {
        guard kind == .bcryptSHA256 else { return Array(password.utf8.prefix(mostBytes)) }
        return Array(Hexadecimal.text(Array(SHA256.hash(data: Array(password.utf8)))).utf8)
    }

    private static func twoDigits(_ cost: Int) -> String { cost < 10 ? "0\(cost)" : "\(cost)" }

    /// Two digits from 04 to 31.
    private static func cost(_ field: String) -> Int? {
        guard field.utf8.count == 2, field.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(field).flatMap { (4...31).contains($0) ? $0 : nil }
    }
}
