import HesapSQL

/// Bound values in the text form that libpq sends; the server infers their types.
struct Parameters {
    private var bytes: [UInt8] = []
    /// Where each value begins; nil is NULL.
    private var starts: [Int?] = []

    init(_ values: [SQLValue]) {
        for value in values {
            switch value {
            case .null: starts.append(nil)
            case .integer(let number): append(String(number))
            case .bool(let flag): append(flag ? "t" : "f")
            case .text(let text): append(text)
            }
        }
    }

    private mutating func append(_ text: String) {
        starts.append(bytes.count)
        bytes.append(contentsOf: text.utf8)
        bytes.append(0)
    }

    func withPointers<Result>(_ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>?) -> Result) -> Result {
        bytes.withUnsafeBytes { buffer in
            let first = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            let pointers = starts.map { start in start.flatMap { first?.advanced(by: $0) } }
            return pointers.withUnsafeBufferPointer { body(Int32($0.count), $0.baseAddress) }
        }
    }
}
