/// Python's notion of a JSON number: it takes the longest good beginning, so `1.` is the number 1 and a rest.
enum PythonNumber {
    /// Past the last letter of the number that starts at `start`, or nil when none does.
    static func end<Bytes: RandomAccessCollection>(in bytes: Bytes, from start: Int) -> Int?
    where Bytes.Element == UInt8, Bytes.Index == Int {
        func digits(from offset: Int) -> Int {
            var offset = offset
            while offset < bytes.endIndex, isDigit(bytes[offset]) { offset += 1 }
            return offset
        }
        var end = start
        if end < bytes.endIndex, bytes[end] == UInt8(ascii: "-") { end += 1 }
        guard end < bytes.endIndex, isDigit(bytes[end]) else { return nil }
        end = bytes[end] == UInt8(ascii: "0") ? end + 1 : digits(from: end)
        if end < bytes.endIndex, bytes[end] == UInt8(ascii: ".") {
            let fraction = digits(from: end + 1)
            if fraction > end + 1 { end = fraction }
        }
        if end < bytes.endIndex, bytes[end] | 0x20 == UInt8(ascii: "e") {
            let signed = end + 1 < bytes.endIndex && [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[end + 1])
            let exponent = digits(from: end + (signed ? 2 : 1))
            if exponent > end + (signed ? 2 : 1) { end = exponent }
        }
        return end
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

enum PythonEscape {
    /// What the letter after a backslash stands for; `u` is not among them.
    static func meaning(of letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    static func hexadecimal(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
