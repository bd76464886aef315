import FoundationEssentials
import HesapDomain

/// Reads back the messages that `MailComposer` writes.
///
/// Not a reader for mail from elsewhere: it knows the few forms that the composer uses.
enum MessageReader {
    static func read(_ message: String, id: SentMailID) -> SentMail? {
        guard let (head, body) = split(message) else { return nil }
        let headers = fields(head)
        let parts = parts(of: body, type: headers.first { $0.name == "Content-Type" }?.value ?? "")
        guard let text = parts.first(where: { $0.type.hasPrefix("text/plain") }) else { return nil }
        let html = parts.first { $0.type.hasPrefix("text/html") }?.content
        return SentMail(id: id, headers: headers, text: text.content, html: html)
    }

    /// Header lines before the first empty line, content after it.
    private static func split(_ message: String) -> (head: Substring, body: Substring)? {
        message.firstRange(of: "\r\n\r\n").map { (message[..<$0.lowerBound], message[$0.upperBound...]) }
    }

    private static func fields(_ head: Substring) -> [SentMail.Header] {
        // A line that begins with white space goes on with the one before (RFC 5322, section 2.2.3).
        let unfolded = head.replacing("?=\r\n =?", with: "?==?").replacing("\r\n ", with: " ")
        return unfolded.split(separator: "\r\n").compactMap { line in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            return SentMail.Header(name: String(line[..<colon]), value: decodedWords(String(value)))
        }
    }

    private static func parts(of body: Substring, type: String) -> [(type: String, content: String)] {
        guard let mark = type.firstRange(of: "boundary=\"") else { return [(type, quotedPrintable(body))] }
        let boundary = type[mark.upperBound...].prefix { $0 != "\"" }
        return ("\r\n" + body).split(separator: "\r\n--\(boundary)").compactMap { section in
            guard let (head, content) = split(String(section)) else { return nil }
            let type = fields(head.drop { $0.isNewline }).first { $0.name == "Content-Type" }?.value
            return (type ?? "text/plain", quotedPrintable(content))
        }
    }

    /// RFC 2045, section 6.7.
    private static func quotedPrintable(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        let unbroken = text.replacing("=\r\n", with: "").replacing("\r\n", with: "\n")
        var rest = Substring(unbroken).utf8
        while let byte = rest.popFirst() {
            let code = byte == UInt8(ascii: "=") ? UInt8(String(rest.prefix(2)) ?? "", radix: 16) : nil
            if code != nil { rest = rest.dropFirst(2) }
            bytes.append(code ?? byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// RFC 2047, base 64 alone.
    private static func decodedWords(_ text: String) -> String {
        let start = "=?UTF-8?B?"
        var decoded = ""
        var rest = text[...]
        while let open = rest.firstRange(of: start), let close = rest[open.upperBound...].firstRange(of: "?=") {
            let bytes = Data(base64Encoded: String(rest[open.upperBound..<close.lowerBound])) ?? Data()
            decoded += rest[..<open.lowerBound] + String(decoding: bytes, as: UTF8.self)
            rest = rest[close.upperBound...]
        }
        return decoded + rest
    }
}
