/// Django's `TimestampSigner`: `value:time:signature`, the time in base 62, the signature URL-safe base64.
package struct TimestampSigner: Sendable {
    private let keys: [SaltedHMAC]
    private static let separator = UInt8(ascii: ":")

    /// Derives all keys here, so that signing and checking cost one HMAC each.
    package init(salt: String, secretKeys: SecretKeys) {
        keys = secretKeys.saltedHMACs(salt: salt + "signer")
    }

    package func sign(_ value: [UInt8], at seconds: Int64) -> [UInt8] {
        var text = value
        text.append(Self.separator)
        text += Base62.encode(seconds)
        let signature = keys[0].digest(of: text)
        text.append(Self.separator)
        text += PythonBase64.encodeURLSafe(signature)
        return text
    }

    /// What was signed and when, under the primary key or a fallback; nil for anything forged or malformed.
    package func unsign(_ text: [UInt8]) -> (value: ArraySlice<UInt8>, seconds: Int64)? {
        guard let last = text.lastIndex(of: Self.separator) else { return nil }
        let signed = text[..<last]
        let signature = text[(last + 1)...]
        let genuine = keys.contains { key in
            equalInConstantTime(PythonBase64.encodeURLSafe(key.digest(of: signed)), signature)
        }
        guard genuine, let middle = signed.lastIndex(of: Self.separator) else { return nil }
        guard let seconds = Base62.decode(signed[(middle + 1)...]) else { return nil }
        return (signed[..<middle], seconds)
    }

    /// As above, and nil once the signature is older than `maxAge` seconds; its last second still counts.
    package func unsign(_ text: [UInt8], now: Int64, maxAge: Int64) -> ArraySlice<UInt8>? {
        guard let (value, seconds) = unsign(text) else { return nil }
        let (age, overflow) = now.subtractingReportingOverflow(seconds)
        return overflow || age > maxAge ? nil : value
    }
}
