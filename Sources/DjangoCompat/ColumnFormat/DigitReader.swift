/// Reads numbers of plain ASCII digits and the signs between them from left to right: no locale, no sign, no blanks.
struct DigitReader {
    private var rest: ArraySlice<UInt8>

    init(_ text: String) {
        rest = Array(text.utf8)[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// Passes over one byte.
    ///
    /// - Returns: false, with nothing passed over, when another one stands there.
    mutating func skip(_ bytes: UInt8...) -> Bool {
        guard let next = rest.first, bytes.contains(next) else { return false }
        rest.removeFirst()
        return true
    }

    /// All digits up to the next other byte, and how many they were; nil for fewer or more than `lengths`.
    mutating func digits(_ lengths: ClosedRange<Int>) -> (value: Int, count: Int)? {
        let found = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard lengths.contains(found.count) else { return nil }
        rest = rest[found.endIndex...]
        return (found.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }, found.count)
    }

    mutating func number(_ lengths: ClosedRange<Int>) -> Int? { digits(lengths)?.value }
}
