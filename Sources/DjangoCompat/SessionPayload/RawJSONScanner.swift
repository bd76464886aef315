/// Finds where the members of a JSON object begin and end, without building values.
///
/// Accepts what Python's `json.loads` accepts, `NaN` and lone surrogates included, since Django may have stored it.
/// Works with a list of open brackets instead of recursion: depth costs no stack.
struct RawJSONScanner {
    /// Python's own recursion limit: nothing deeper can have been written by Django.
    private static let deepest = 1_000
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Key and value of each member as they stand in the text, or nil when it is not one whole object.
    static func members(of bytes: [UInt8]) -> [(key: ArraySlice<UInt8>, value: ArraySlice<UInt8>)]? {
        var scanner = RawJSONScanner(bytes)
        guard let members = scanner.members() else { return nil }
        scanner.skipBlanks()
        return scanner.position == bytes.count ? members : nil
    }

    private mutating func members() -> [(key: ArraySlice<UInt8>, value: ArraySlice<UInt8>)]? {
        var members: [(key: ArraySlice<UInt8>, value: ArraySlice<UInt8>)] = []
        skipBlanks()
        guard take(UInt8(ascii: "{")) else { return nil }
        skipBlanks()
        if take(UInt8(ascii: "}")) { return members }
        while true {
            let keyStart = position
            guard skipString() else { return nil }
            let key = bytes[keyStart..<position]
            guard skipColon() else { return nil }
            let valueStart = position
            guard skipValue() else { return nil }
            members.append((key, bytes[valueStart..<position]))
            skipBlanks()
            if take(UInt8(ascii: "}")) { return members }
            guard take(UInt8(ascii: ",")) else { return nil }
            skipBlanks()
        }
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    /// Blanks, the colon, blanks.
    private mutating func skipColon() -> Bool {
        skipBlanks()
        guard take(UInt8(ascii: ":")) else { return false }
        skipBlanks()
        return true
    }

    private mutating func skipValue() -> Bool {
        var closers: [UInt8] = []
        repeat {
            guard skipToValueEnd(&closers) else { return false }
            guard closers.count <= Self.deepest, skipSeparators(&closers) else { return false }
        } while !closers.isEmpty
        return true
    }

    /// Passes one scalar or empty container; or opens a container and stops before its first value.
    private mutating func skipToValueEnd(_ closers: inout [UInt8]) -> Bool {
        while closers.count <= Self.deepest {
            if take(UInt8(ascii: "[")) {
                skipBlanks()
                if take(UInt8(ascii: "]")) { return true }
                closers.append(UInt8(ascii: "]"))
            } else if take(UInt8(ascii: "{")) {
                skipBlanks()
                if take(UInt8(ascii: "}")) { return true }
                closers.append(UInt8(ascii: "}"))
                guard skipString(), skipColon() else { return false }
            } else {
                return skipScalar()
            }
        }
        return false
    }

    /// After a value: closes what ends here, and stops before the next value or with nothing left open.
    private mutating func skipSeparators(_ closers: inout [UInt8]) -> Bool {
        while let closer = closers.last {
            skipBlanks()
            if take(closer) {
                closers.removeLast()
                continue
            }
            guard take(UInt8(ascii: ",")) else { return false }
            skipBlanks()
            return closer == UInt8(ascii: "]") || (skipString() && skipColon())
        }
        return true
    }

    private mutating func skipScalar() -> Bool {
        if next == UInt8(ascii: "\"") { return skipString() }
        if let end = PythonNumber.end(in: bytes, from: position) {
            position = end
            return true
        }
        for word: StaticString in ["true", "false", "null", "NaN", "Infinity", "-Infinity"] where take(word) {
            return true
        }
        return false
    }

    private mutating func take(_ word: StaticString) -> Bool {
        let letters = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard bytes[position...].starts(with: letters) else { return false }
        position += letters.count
        return true
    }

    private mutating func skipString() -> Bool {
        guard take(UInt8(ascii: "\"")) else { return false }
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return true
            case UInt8(ascii: "\\"): guard skipEscape() else { return false }
            case 0..<0x20: return false
            default: break
            }
        }
        return false
    }

    private mutating func skipEscape() -> Bool {
        guard let letter = next else { return false }
        position += 1
        guard letter == UInt8(ascii: "u") else { return PythonEscape.meaning(of: letter) != nil }
        let digits = bytes[position...].prefix(4)
        position += digits.count
        return digits.count == 4 && digits.allSatisfy { PythonEscape.hexadecimal($0) != nil }
    }
}
