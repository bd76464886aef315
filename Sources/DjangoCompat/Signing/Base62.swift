/// The time stamp of a Django signature: base 62, digits before upper case before lower case.
enum Base62 {
    private static let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    static func encode(_ number: Int64) -> [UInt8] {
        var rest = number.magnitude
        var reversed: [UInt8] = []
        repeat {
            reversed.append(digits[Int(rest % 62)])
            rest /= 62
        } while rest > 0
        if number < 0 { reversed.append(UInt8(ascii: "-")) }
        return reversed.reversed()
    }

    /// Nil for no text, a foreign letter, or a number beyond 64 bits (Python would go on; no clock gets there).
    static func decode(_ text: ArraySlice<UInt8>) -> Int64? {
        guard let first = text.first else { return nil }
        let negative = first == UInt8(ascii: "-")
        var number: Int64 = 0
        for letter in negative ? text.dropFirst() : text {
            guard let digit = value(of: letter) else { return nil }
            let (product, tooLarge) = number.multipliedReportingOverflow(by: 62)
            let (sum, carried) = product.addingReportingOverflow(digit)
            guard !tooLarge && !carried else { return nil }
            number = sum
        }
        return negative ? -number : number
    }

    private static func value(of letter: UInt8) -> Int64? {
        switch letter {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int64(letter - UInt8(ascii: "0"))
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int64(letter - UInt8(ascii: "A")) + 10
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int64(letter - UInt8(ascii: "a")) + 36
        default: nil
        }
    }
}
