/// RFC 2045, section 6.7: text that survives mail servers which know only short lines of ASCII.
enum QuotedPrintable {
    /// With the `=` of a soft line break a line has 76 characters, the most that the RFC allows.
    private static let longestLine = 75
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Takes line feeds, and CRLF as a shop's template may have it; gives CRLF.
    static func encode(_ text: String) -> String {
        text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
            .map { line(Array($0.utf8)) }
            .joined(separator: "\r\n")
    }

    private static func line(_ bytes: [UInt8]) -> String {
        var encoded: [UInt8] = []
        var length = 0
        for (index, byte) in bytes.enumerated() {
            let piece = piece(byte, isLast: index == bytes.count - 1)
            if length + piece.count > longestLine {
                encoded += Array("=\r\n".utf8)
                length = 0
            }
            encoded += piece
            length += piece.count
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    private static func piece(_ byte: UInt8, isLast: Bool) -> [UInt8] {
        switch byte {
        case UInt8(ascii: "="): escaped(byte)
        // White space at the end of a line is stripped on the way.
        case UInt8(ascii: " "): isLast ? escaped(byte) : [byte]
        case 0x21...0x7E: [byte]
        default: escaped(byte)
        }
    }

    private static func escaped(_ byte: UInt8) -> [UInt8] {
        [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
}
