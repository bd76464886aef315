import Crypto

/// Django's `salted_hmac` with SHA-256 for one salt and one secret.
///
/// The HMAC key is SHA-256 of salt and secret together, so a signature made for one purpose never fits another.
/// It is derived, and absorbed into the hash, once; each value then costs only its own blocks.
package struct SaltedHMAC: Sendable, CustomStringConvertible, CustomReflectable {
    private let keyed: HMAC<SHA256>

    package init(salt: String, secret: String) {
        let derived = SHA256.hash(data: Array(salt.utf8) + Array(secret.utf8))
        keyed = HMAC<SHA256>(key: SymmetricKey(data: derived))
    }

    package var description: String { "•••" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }

    /// 32 bytes.
    package func digest(of value: [UInt8]) -> [UInt8] { digest(of: value[...]) }

    package func digest(of value: ArraySlice<UInt8>) -> [UInt8] {
        var hmac = keyed
        hmac.update(data: value)
        return hmac.finalize().withUnsafeBytes { Array($0) }
    }
}

/// One signature for one value; for many values of one salt keep a `SaltedHMAC`.
package func saltedHMAC(salt: String, value: String, secret: String) -> [UInt8] {
    SaltedHMAC(salt: salt, secret: secret).digest(of: Array(value.utf8))
}

/// Lower-case hexadecimal, as Python's `hexdigest`.
enum Hexadecimal {
    static let digits = Array("0123456789abcdef".utf8)

    static func text(_ bytes: [UInt8]) -> String { String(decoding: digits(of: bytes), as: UTF8.self) }

    static func digits(of bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return text
    }
}
