/// Writes numbers of plain ASCII digits and the signs between them from left to right, as `DigitReader` reads them.
struct DigitWriter {
    /// The longest time there is, `-290308-12-21 19:59:05.224192Z`, has 30 bytes.
    private static let capacity = 32

    private let bytes: UnsafeMutableBufferPointer<UInt8>
    private var count = 0

    private init(_ bytes: UnsafeMutableBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// What `write` wrote; into the text itself, since a time is written with every session.
    static func text(_ write: (inout DigitWriter) -> Void) -> String {
        String(unsafeUninitializedCapacity: capacity) { bytes in
            var writer = DigitWriter(bytes)
            write(&writer)
            return writer.count
        }
    }

    mutating func write(_ byte: UInt8) {
        precondition(count < bytes.count)
        bytes[count] = byte
        count += 1
    }

    /// Zero-padded.
    mutating func write(_ number: Int, width: Int) {
        let (start, end) = (count, count + width)
        precondition(end <= bytes.count)
        var rest = number
        for place in (start..<end).reversed() {
            bytes[place] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        count = end
        // A year before or after those that Python knows.
        guard rest != 0 || number < 0 else { return }
        count = start
        for digit in String(number).utf8 { write(digit) }
    }
}
