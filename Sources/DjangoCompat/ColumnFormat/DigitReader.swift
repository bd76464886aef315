/// Reads numbers of plain ASCII digits and the signs between them from left to right: no locale, no sign, no blanks.
struct DigitReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    var isAtEnd: Bool { position == bytes.count }

    /// Passes over one byte.
    ///
    /// - Returns: false, with nothing passed over, when another one stands there.
    mutating func skip(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    /// All digits up to the next other byte, and how many they were; nil for fewer or more than `lengths`.
    mutating func digits(_ lengths: ClosedRange<Int>) -> (value: Int, count: Int)? {
        let start = position
        var value = 0
        while position < bytes.count, position - start <= lengths.upperBound {
            let digit = bytes[position] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            value = value * 10 + Int(digit)
            position += 1
        }
        let count = position - start
        return lengths.contains(count) ? (value, count) : nil
    }

    mutating func number(_ lengths: ClosedRange<Int>) -> Int? { digits(lengths)?.value }
}
