/// The mails that a development transport "sent": what the local mailbox page shows.
///
/// Only transports that send nothing have one; see `SentMail` for what is in it.
package protocol SentMails: Sendable {
    /// The newest first, at most `limit`.
    func newest(_ limit: Int) async throws(MailFailure) -> [SentMail]

    func find(_ id: SentMailID) async throws(MailFailure) -> SentMail?
}

/// A mail's name in the mailbox: letters, digits and `-`, so that it can be part of a path.
package struct SentMailID: Sendable, Hashable {
    package let text: String

    package init?(_ text: String) {
        let isPlain: (UInt8) -> Bool = { (48...57).contains($0) || (97...122).contains($0) || $0 == UInt8(ascii: "-") }
        guard (1...64).contains(text.utf8.count), text.utf8.allSatisfy(isPlain) else { return nil }
        self.text = text
    }
}

/// A message as a mail program shows it, decoded.
package struct SentMail: Sendable, Equatable {
    package let id: SentMailID
    /// Name and value, in the order of the message.
    package let headers: [Header]
    package let text: String
    package let html: String?

    package struct Header: Sendable, Equatable {
        package let name: String
        package let value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(id: SentMailID, headers: [Header], text: String, html: String?) {
        self.id = id
        self.headers = headers
        self.text = text
        self.html = html
    }

    /// Empty when there is no such header.
    package subscript(name: String) -> String {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value ?? ""
    }
}
