/// Why a text is no JSON, in the words of Python's `json` module, as REST framework passes them on.
package struct JSONError: Error, Sendable, Equatable {
    /// For instance `Expecting value: line 1 column 1 (char 0)`.
    package let message: String

    init(message: String) { self.message = message }

    /// Python counts code points, not bytes; `bytes` is valid UTF-8 as far as `offset`.
    init(_ reason: String, in bytes: UnsafeBufferPointer<UInt8>, at offset: Int) {
        var line = 1
        var column = 1
        var character = 0
        for byte in bytes.prefix(offset) where byte & 0xC0 != 0x80 {
            character += 1
            column += 1
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            }
        }
        message = "\(reason): line \(line) column \(column) (char \(character))"
    }
}
