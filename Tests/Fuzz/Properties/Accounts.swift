import DjangoCompat
import HesapDomain

@testable import HesapMail

extension Parser {
    static let accounts = [
        Parser(text: "email", email),
        Parser(text: "mailbox", mailbox),
        Parser(text: "white_space", whiteSpace),
        Parser(text: "date", date),
    ]

    @Sendable
    private static func email(_ typed: String) throws {
        guard let address = EmailAddress(typed) else { return }
        try claimSame(EmailAddress(address.text)?.text, address.text, "an address reads itself")
        try claim(address.isSame(asStored: address.text), "and is its own")
        let parts = address.text.fields(at: "@")
        try claim(parts.count == 2, "one @")
        try claim(parts[0].utf8.allSatisfy { (0x21...0x7E).contains($0) }, "plain ASCII before it")
        for label in parts[1].fields(at: ".") {
            try claim(!label.isEmpty && label.unicodeScalars.first != "-" && label.unicodeScalars.last != "-", "labels")
        }
        try claim(Mailbox(address: address.text)?.headerText == address.text, "fit for a header")
        if let ascii = MailDomain.asciiAddress(address.text) {
            try claim(ascii.utf8.allSatisfy { (0x21...0x7E).contains($0) }, "fit for an envelope")
        }
    }

    @Sendable
    private static func mailbox(_ typed: String) throws {
        guard let mailbox = Mailbox(typed) else { return }
        let lines = mailbox.headerText.replacing("\r\n ", with: "")
        try claim(!lines.hasControls, "no line of a mail ends in it")
        try claim(mailbox.address.fields(at: "@").count >= 2 && !mailbox.domain.isEmpty, "an address has a domain")
    }

    @Sendable
    private static func whiteSpace(_ typed: String) throws {
        let python = PythonText.strip(Array(typed.unicodeScalars))
        try claim(Array(typed.trimmingWhitespace().unicodeScalars) == Array(python), "trimmed as Django trims")
    }

    @Sendable
    private static func date(_ text: String) throws {
        if let date = CivilDate(text) {
            try claim(CivilDate(date.text) == date, "a date reads itself")
            try claim(CivilDate(daysSinceEpoch: date.daysSinceEpoch) == date, "and is a number of days")
        }
        if let moment = DjangoTime.microseconds(text) {
            try claim(DjangoTime.microseconds(DjangoTime.text(microseconds: moment)) == moment, "a moment reads itself")
        }
    }
}
