import HesapSQL

/// What libpq calls the two forms of a value.
enum WireFormat {
    static let (text, binary): (Int32, Int32) = (0, 1)
}

/// Bound values as libpq takes them; the server infers their types.
///
/// Times go in the server's own binary form, so that nobody writes or reads them as text. All others as text, which fits
/// each type that a number may have.
///
/// Each connection keeps one and fills it again for each statement, instead of making the lists anew.
struct Parameters {
    private var bytes: [UInt8] = []
    /// Where each value begins; nil is NULL.
    private var starts: [Int?] = []
    /// Looked at for the binary ones only.
    private var lengths: [Int32] = []
    private var formats: [Int32] = []
    private var pointers: [UnsafePointer<CChar>?] = []

    mutating func set(_ values: [SQLValue]) {
        bytes.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        formats.removeAll(keepingCapacity: true)
        for value in values {
            switch value {
            case .null: begin(at: nil)
            case .integer(let number): append(text: String(number))
            case .bool(let flag): append(text: flag ? "t" : "f")
            case .text(let text): append(text: text)
            case .time(let moment): append(binary: PostgresTime.binary(moment))
            }
        }
    }

    private mutating func append(text: String) {
        begin(at: bytes.count)
        bytes.append(contentsOf: text.utf8)
        bytes.append(0)
    }

    private mutating func append(binary number: Int64) {
        begin(at: bytes.count, length: 8, format: WireFormat.binary)
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    private mutating func begin(at start: Int?, length: Int32 = 0, format: Int32 = WireFormat.text) {
        starts.append(start)
        lengths.append(length)
        formats.append(format)
    }

    /// - Parameter body: is given how many values there are, where each begins, and their lengths and formats.
    /// - Returns: what `body` returns.
    mutating func withPointers<Result>(
        _ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> Result
    ) -> Result {
        pointers.removeAll(keepingCapacity: true)
        return bytes.withUnsafeBytes { buffer in
            let first = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            for start in starts {
                pointers.append(start.flatMap { first?.advanced(by: $0) })
            }
            return body(Int32(pointers.count), pointers, lengths, formats)
        }
    }
}
