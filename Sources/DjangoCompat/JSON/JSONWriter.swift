extension JSONValue {
    /// Compact JSON as Python's encoder writes it.
    ///
    /// `ascii: true` is Django's session serializer (`\uXXXX`, lower-case). `ascii: false` is REST framework's
    /// renderer: UTF-8, and of it only U+2028 and U+2029 escaped, which end a line in older JavaScript.
    package func encoded(ascii: Bool) -> [UInt8] {
        var text: [UInt8] = []
        write(to: &text, ascii: ascii)
        return text
    }

    func write(to text: inout [UInt8], ascii: Bool) {
        switch self {
        case .null: text += "null".utf8
        case .bool(let flag): text += (flag ? "true" : "false").utf8
        case .number(let literal): text += literal.utf8
        case .string(let string): JSONText.write(string, to: &text, ascii: ascii)
        case .array(let items):
            text.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                item.write(to: &text, ascii: ascii)
            }
            text.append(UInt8(ascii: "]"))
        case .object(let members):
            text.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                JSONText.write(member.key, to: &text, ascii: ascii)
                text.append(UInt8(ascii: ":"))
                member.value.write(to: &text, ascii: ascii)
            }
            text.append(UInt8(ascii: "}"))
        }
    }
}

/// A string literal as Python's encoder writes it.
enum JSONText {
    static func write(_ string: String, to text: inout [UInt8], ascii: Bool) {
        text.append(UInt8(ascii: "\""))
        if string.utf8.allSatisfy(isPlain) {
            text += string.utf8
        } else {
            writeEscaped(string, to: &text, ascii: ascii)
        }
        text.append(UInt8(ascii: "\""))
    }

    /// Printable ASCII that stands for itself, as in nearly every text: looked at by bytes, which is far quicker.
    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private static func writeEscaped(_ string: String, to text: inout [UInt8], ascii: Bool) {
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += #"\""#.utf8
            case "\\": text += #"\\"#.utf8
            case "\n": text += #"\n"#.utf8
            case "\r": text += #"\r"#.utf8
            case "\t": text += #"\t"#.utf8
            case "\u{08}": text += #"\b"#.utf8
            case "\u{0C}": text += #"\f"#.utf8
            case " "..."~": text.append(UInt8(truncatingIfNeeded: scalar.value))
            case "\0"..<" ", "\u{2028}", "\u{2029}": escape(scalar, to: &text)
            default: if ascii { escape(scalar, to: &text) } else { text += UTF8.encode(scalar) ?? .init() }
            }
        }
    }

    private static func escape(_ scalar: Unicode.Scalar, to text: inout [UInt8]) {
        for unit in UTF16.encode(scalar) ?? .init() {
            text += #"\u"#.utf8
            for shift: UInt16 in [12, 8, 4, 0] { text.append(Hexadecimal.digits[Int(unit >> shift & 15)]) }
        }
    }
}
