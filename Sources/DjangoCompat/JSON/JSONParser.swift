/// Reads a request body as REST framework does: Python's grammar and wording, and strict (no `NaN`, UTF-8 only).
///
/// Stricter than Python in two ways: a lone surrogate is refused (Python lets it in and fails at the database), and
/// so is nesting beyond 64 levels (Python runs into its recursion limit and answers 500).
package enum JSONParser {
    /// No form of ours nests deeper than three; each level costs stack.
    package static let deepest = 64

    /// What becomes of a key that an object has twice.
    package enum DuplicateKeys: Sendable {
        /// As in Python.
        case lastWins
        /// For request bodies: two parsers on the way that disagree on which one counts are an attack.
        case refused
    }

    package static func parse(_ bytes: some Collection<UInt8>) throws(JSONError) -> JSONValue {
        try parse(Array(bytes))
    }

    package static func parse(
        _ bytes: [UInt8],
        duplicateKeys: DuplicateKeys = .lastWins
    ) throws(JSONError) -> JSONValue {
        let outcome = bytes.withUnsafeBufferPointer { buffer in
            Result { () throws(JSONError) in try JSONReader.document(in: buffer, duplicateKeys) }
        }
        return try outcome.get()
    }
}

private typealias Bytes = UnsafeBufferPointer<UInt8>

/// One pass over the text.
///
/// Never outlives the buffer that `JSONParser` lends it.
private struct JSONReader {
    private let bytes: Bytes
    private let duplicateKeys: JSONParser.DuplicateKeys
    private var position = 0
    private var depth = 0

    static func document(in bytes: Bytes, _ duplicateKeys: JSONParser.DuplicateKeys) throws(JSONError) -> JSONValue {
        if let error = UTF8Check.error(in: bytes) { throw error }
        var reader = JSONReader(bytes: bytes, duplicateKeys: duplicateKeys)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw reader.error("Unexpected UTF-8 BOM (decode using utf-8-sig)", at: 0)
        }
        reader.skipBlanks()
        let value = try reader.value()
        reader.skipBlanks()
        guard reader.position == bytes.count else { throw reader.error("Extra data", at: reader.position) }
        return value
    }

    private init(bytes: Bytes, duplicateKeys: JSONParser.DuplicateKeys) {
        self.bytes = bytes
        self.duplicateKeys = duplicateKeys
    }

    private func error(_ reason: String, at offset: Int) -> JSONError { JSONError(reason, in: bytes, at: offset) }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func take(_ word: StaticString) -> Bool {
        let letters = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard bytes[position...].starts(with: letters) else { return false }
        position += letters.count
        return true
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        switch next {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return try nested { reader throws(JSONError) in try reader.object() }
        case UInt8(ascii: "["): return try nested { reader throws(JSONError) in try reader.array() }
        case UInt8(ascii: "n") where take("null"): return .null
        case UInt8(ascii: "t") where take("true"): return .bool(true)
        case UInt8(ascii: "f") where take("false"): return .bool(false)
        default: return try number()
        }
    }

    private mutating func nested(
        _ body: (inout JSONReader) throws(JSONError) -> JSONValue
    ) throws(JSONError) -> JSONValue {
        guard depth < JSONParser.deepest else { throw error("Too deeply nested", at: position) }
        depth += 1
        position += 1
        skipBlanks()
        let value = try body(&self)
        depth -= 1
        return value
    }

    private mutating func array() throws(JSONError) -> JSONValue {
        var items: [JSONValue] = []
        if take(UInt8(ascii: "]")) { return .array(items) }
        while true {
            items.append(try value())
            skipBlanks()
            if take(UInt8(ascii: "]")) { return .array(items) }
            guard take(UInt8(ascii: ",")) else { throw error("Expecting ',' delimiter", at: position) }
            skipBlanks()
        }
    }

    private mutating func object() throws(JSONError) -> JSONValue {
        var members: [JSONValue.Member] = []
        var seen = SeenKeys()
        if take(UInt8(ascii: "}")) { return .object(members) }
        while true {
            guard next == UInt8(ascii: "\"") else {
                throw error("Expecting property name enclosed in double quotes", at: position)
            }
            let keyStart = position
            let key = try string()
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { throw error("Expecting ':' delimiter", at: position) }
            skipBlanks()
            let member = JSONValue.Member(key, try value())
            if let index = seen.index(of: Array(key.utf8)) {
                guard duplicateKeys == .lastWins else { throw error("Duplicate property name", at: keyStart) }
                members[index] = member
            } else {
                members.append(member)
            }
            skipBlanks()
            if take(UInt8(ascii: "}")) { return .object(members) }
            guard take(UInt8(ascii: ",")) else { throw error("Expecting ',' delimiter", at: position) }
            skipBlanks()
        }
    }
}

// MARK: - Numbers

extension JSONReader {
    private mutating func number() throws(JSONError) -> JSONValue {
        let start = position
        guard let end = PythonNumber.end(in: bytes, from: start) else {
            for constant: StaticString in ["NaN", "Infinity", "-Infinity"] where take(constant) {
                throw JSONError(message: "Out of range float values are not JSON compliant: '\(constant)'")
            }
            throw error("Expecting value", at: start)
        }
        position = end
        return .number(String(decoding: bytes[start..<end], as: UTF8.self))
    }
}

// MARK: - Strings

extension JSONReader {
    /// From the opening to past the closing quote.
    private mutating func string() throws(JSONError) -> String {
        let start = position
        position += 1
        var text: [UInt8] = []
        var plain = position
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                defer { position += 1 }
                if text.isEmpty { return String(decoding: bytes[plain..<position], as: UTF8.self) }
                text += bytes[plain..<position]
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                text += bytes[plain..<position]
                guard position + 1 < bytes.count else { throw error("Unterminated string starting at", at: start) }
                UTF8.encode(try escape()).map { text += $0 }
                plain = position
            case 0..<0x20: throw error("Invalid control character at", at: position)
            default: position += 1
            }
        }
        throw error("Unterminated string starting at", at: start)
    }

    private mutating func escape() throws(JSONError) -> Unicode.Scalar {
        let start = position
        let letter = bytes[start + 1]
        guard letter != UInt8(ascii: "u") else { return try unicodeEscape() }
        guard let meaning = PythonEscape.meaning(of: letter) else { throw error("Invalid \\escape", at: start) }
        position += 2
        return Unicode.Scalar(meaning)
    }

    private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
        let start = position
        let first = try hexadecimals(after: start + 1)
        position += 6
        if let scalar = Unicode.Scalar(first) { return scalar }
        let pairs = first < 0xDC00 && bytes[position...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")])
        if pairs {
            let second = try hexadecimals(after: position + 1)
            if (0xDC00...0xDFFF).contains(second),
                let scalar = Unicode.Scalar(0x10000 + (UInt32(first & 0x3FF) << 10 | UInt32(second & 0x3FF)))
            {
                position += 6
                return scalar
            }
        }
        throw error("Lone surrogate", at: start)
    }

    /// Four digits after the `u` at `offset`, and at least one more character, as Python wants it.
    private func hexadecimals(after offset: Int) throws(JSONError) -> UInt16 {
        guard offset + 5 < bytes.count else { throw error("Invalid \\uXXXX escape", at: offset) }
        var number: UInt16 = 0
        for digit in bytes[(offset + 1)...(offset + 4)] {
            guard let value = PythonEscape.hexadecimal(digit) else {
                throw error("Invalid \\uXXXX escape", at: offset)
            }
            number = number << 4 | UInt16(value)
        }
        return number
    }
}
