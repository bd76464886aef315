/// A source of cryptographically strong bytes: gives exactly as many as asked for.
package typealias RandomBytes = @Sendable (_ byteCount: Int) -> [UInt8]

/// Characters drawn from an alphabet, each equally likely, as Django's `get_random_string` does.
///
/// `byte % 62` would favour the first eight letters, which costs entropy that salts and secrets are measured by.
/// Bytes at or above the last full multiple of the alphabet are therefore thrown away and drawn again.
enum RandomText {
    /// Django's RANDOM_STRING_CHARS: salts and unusable passwords.
    static let lettersFirst = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)
    /// Django's VALID_KEY_CHARS of the session store.
    static let lowercaseAndDigits = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)

    /// A working source needs one round, seldom two (62 letters: 3.1 % of bytes are refused).
    ///
    /// One that still yields too little after 64 is broken, and stopping beats handing out a guessable secret.
    private static let rounds = 64

    /// Asks `random` for `count` bytes, then for as many again as were refused.
    static func bytes(_ count: Int, from alphabet: [UInt8], random: RandomBytes) -> [UInt8] {
        let limit = 256 - 256 % alphabet.count
        var text: [UInt8] = []
        text.reserveCapacity(count)
        for _ in 0..<rounds where text.count < count {
            for byte in random(count - text.count).prefix(count - text.count) where Int(byte) < limit {
                text.append(alphabet[Int(byte) % alphabet.count])
            }
        }
        precondition(text.count == count, "the source of randomness is broken")
        return text
    }

    static func string(_ count: Int, from alphabet: [UInt8], random: RandomBytes) -> String {
        String(decoding: bytes(count, from: alphabet, random: random), as: UTF8.self)
    }
}
