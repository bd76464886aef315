/// Where mail goes: the value of `MAIL_URL`.
package enum MailURL: Sendable, Equatable {
    case console
    case file(directory: String)
    case smtp(SMTPServer)

    package struct Refusal: Error, Equatable {
        package let reason: String
    }

    package init(_ text: String) throws(Refusal) {
        if text == "console:" {
            self = .console
        } else if text.hasPrefix("file:") {
            self = .file(directory: try Self.directory(text.dropFirst("file:".count)))
        } else if text.hasPrefix("smtp:") || text.hasPrefix("smtps:") {
            self = .smtp(try SMTPServer(url: text))
        } else {
            throw Refusal(reason: "must be console:, file:DIRECTORY, smtp://… or smtps://…")
        }
    }

    /// `file:DIR`, and `file:///DIR` as other programs write it.
    private static func directory(_ rest: Substring) throws(Refusal) -> String {
        let path = rest.hasPrefix("//") ? rest.dropFirst(2) : rest
        guard !path.isEmpty, !path.contains("\0") else { throw Refusal(reason: "names no directory after file:") }
        guard !rest.hasPrefix("//") || path.hasPrefix("/") else {
            throw Refusal(reason: "must be file:DIRECTORY or file:///DIRECTORY")
        }
        return String(path)
    }
}
