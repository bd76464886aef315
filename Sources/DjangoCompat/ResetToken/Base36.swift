/// The time in a reset link, as Django's `int_to_base36` and `base36_to_int`.
package enum Base36 {
    /// Enough for every 64-bit number; Django refuses more so that nobody makes it multiply for ever.
    private static let longest = 13
    private static let digits = Array("0123456789abcdefghijklmnopqrstuvwxyz".utf8)

    /// Nil for a negative number, which Django refuses too.
    package static func encode(_ number: Int64) -> String? {
        guard number >= 0 else { return nil }
        var rest = number
        var reversed: [UInt8] = []
        repeat {
            reversed.append(digits[Int(rest % 36)])
            rest /= 36
        } while rest > 0
        return String(decoding: reversed.reversed(), as: UTF8.self)
    }

    /// Takes either case; nil for no text, more than 13 digits, or a number beyond 63 bits.
    ///
    /// Python's `int` also takes blanks, a sign, underscores and foreign digits. A token is compared with its
    /// re-encoded form anyway, so none of those could ever be part of a good one.
    package static func decode(_ text: some StringProtocol) -> Int64? {
        let bytes = text.utf8
        guard !bytes.isEmpty, bytes.count <= longest, bytes.allSatisfy(isDigit) else { return nil }
        return Int64(text, radix: 36)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: false
        }
    }
}
