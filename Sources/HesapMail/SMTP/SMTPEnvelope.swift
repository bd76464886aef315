import HesapDomain

/// A mail as it goes over the wire.
struct SMTPEnvelope {
    let sender: String
    let recipient: String
    let message: [UInt8]

    /// Looks once more at everything that could end a command or the message before its time.
    ///
    /// Addresses were checked when they became `Mailbox`es. A line end that is not CRLF is where servers disagree on the
    /// end of a message ("SMTP smuggling"), and the composer writes none.
    init(_ mail: ComposedMail) throws(MailFailure) {
        guard Self.isSafe(mail.from.address), Self.isSafe(mail.recipient.address) else {
            throw MailFailure(reason: "the recipient is no address", isPermanent: true)
        }
        sender = mail.from.address
        recipient = mail.recipient.address
        let bytes = Array(mail.message.utf8)
        guard Self.hasOnlyWholeLines(bytes) else {
            throw MailFailure(reason: "the message has a bare line end", isPermanent: true)
        }
        // libcurl would add it, but not count it in SIZE.
        message = bytes.suffix(2).elementsEqual([0x0D, 0x0A]) ? bytes : bytes + [0x0D, 0x0A]
    }

    /// RFC 6531: an address whose local part is not ASCII, which only some servers carry.
    var needsUTF8: Bool { !recipient.utf8.allSatisfy { $0 < 0x80 } || isSenderBeyondASCII }

    var isSenderBeyondASCII: Bool { !sender.utf8.allSatisfy { $0 < 0x80 } }

    private static func isSafe(_ address: String) -> Bool {
        address.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }
    }

    private static func hasOnlyWholeLines(_ bytes: [UInt8]) -> Bool {
        var previous: UInt8 = 0
        for byte in bytes {
            guard byte != 0, (previous == 0x0D) == (byte == 0x0A) else { return false }
            previous = byte
        }
        return previous != 0x0D
    }
}
