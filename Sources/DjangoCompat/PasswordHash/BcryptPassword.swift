import CCrypt
import Crypto

/// Django's `bcrypt$$2b$12$salt-and-hash`, and `bcrypt_sha256`, which hashes the password's SHA-256 in hexadecimal.
struct BcryptPassword: Sendable {
    /// Eight times Django's 12, about two seconds; each more doubles it.
    private static let mostCost = 15
    /// bcrypt's key is 18 words; Django's library ignored the rest until 5.0, which fails instead.
    private static let mostBytes = 72
    private static let saltLetters = 22
    private static let letters = 53
    private static let alphabet = Set("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

    private let algorithm: PasswordAlgorithm
    /// `12$salt-and-hash`.
    private let tail: String
    private let setting: String

    init(_ fields: [String], _ algorithm: PasswordAlgorithm) throws(HashRefusal) {
        guard
            fields.count == 5, fields[1].isEmpty,
            ["2a", "2b", "2x", "2y"].contains(fields[2]),
            let cost = Self.cost(fields[3]),
            fields[4].utf8.count == Self.letters, fields[4].utf8.allSatisfy(Self.alphabet.contains)
        else { throw .damaged(algorithm) }
        guard cost <= Self.mostCost else { throw .tooCostly(algorithm) }
        self.algorithm = algorithm
        tail = "\(fields[3])$\(fields[4])"
        // Django's library computes all four versions alike, as 2b. The system's gives 2x its old defect back.
        setting = "$2b$\(fields[3])$\(fields[4].prefix(Self.saltLetters))"
    }

    func matches(_ password: String) throws(HashRefusal) -> Bool {
        let secret = secret(password)
        guard !secret.contains(0) else { throw .zeroByte(algorithm) }
        var output = [CChar](repeating: 0, count: Int(CRYPT_OUTPUT_SIZE))
        hesap_crypt((secret + [0]).map { CChar(bitPattern: $0) }, setting, &output)
        let text = output.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        guard !text.isEmpty else { throw .outOfMemory(algorithm) }
        guard text.starts(with: "$2b$".utf8) else { throw .damaged(algorithm) }
        return equalInConstantTime(text.dropFirst(4), tail.utf8)
    }

    private func secret(_ password: String) -> [UInt8] {
        guard algorithm == .bcryptSHA256 else { return Array(password.utf8.prefix(Self.mostBytes)) }
        return Array(Hexadecimal.text(Array(SHA256.hash(data: Array(password.utf8)))).utf8)
    }

    /// Two digits from 04 to 31.
    private static func cost(_ field: String) -> Int? {
        guard field.utf8.count == 2, field.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(field).flatMap { (4...31).contains($0) ? $0 : nil }
    }
}
