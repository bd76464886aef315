package import HesapDomain
import Mustache

/// Makes the RFC 5322 message of a mail from its template.
package struct MailComposer: Sendable {
    private let from: Mailbox
    private let effects: Effects
    private let templates: MailTemplates

    package init(from: Mailbox, effects: Effects) throws(MailTemplateFault) {
        self.from = from
        self.effects = effects
        templates = try MailTemplates()
    }

    package func compose(_ mail: Mail) throws(MailFailure) -> ComposedMail {
        guard let recipient = Mailbox(address: mail.recipient) else {
            throw MailFailure(reason: "the recipient is no address", isPermanent: true)
        }
        guard let (template, language) = templates.template(mail.kind, mail.language) else {
            throw MailFailure(reason: "no template for \(mail.kind.rawValue)", isPermanent: true)
        }
        let variables = variables(of: mail)
        let subject = Self.oneLine(template.subject.render(variables))
        let text = template.text.render(variables)
        let headers = headers(mail, to: recipient, subject: subject, language: language)
        let head = headers.map { "\($0): \($1)\r\n" }.joined()
        return ComposedMail(
            from: from,
            recipient: recipient,
            subject: subject,
            text: text,
            message: head + "\r\n" + QuotedPrintable.encode(text)
        )
    }

    private func variables(of mail: Mail) -> [String: Any] {
        var variables: [String: Any] = mail.variables
        // Absent rather than empty, so that the greeting's section is left out.
        variables["first_name"] = mail.variables["first_name"].flatMap { GreetingName.safe($0) }
        variables["one_hour"] = mail.variables["hours"] == "1"
        variables["one_minute"] = mail.variables["minutes"] == "1"
        variables["sender"] = from.name.isEmpty ? from.domain : from.name
        return variables
    }

    private func headers(
        _ mail: Mail,
        to recipient: Mailbox,
        subject: String,
        language: LanguageCode
    ) -> [(String, String)] {
        [
            ("Date", MailDate.text(effects.now())),
            ("Message-ID", "<\(randomName())@\(from.domain)>"),
            ("From", from.headerText),
            ("To", recipient.headerText),
            ("Subject", EncodedWord.encode(subject) ?? subject),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "quoted-printable"),
            ("Content-Language", language.tag),
            // RFC 3834: keeps out-of-office replies away.
            ("Auto-Submitted", "auto-generated"),
            // For the operator's filters and tests; the receiver learns it from the text anyway.
            ("X-Hesap-Kind", mail.kind.rawValue),
        ]
    }

    /// 128 bits, so that no two messages of any number of servers share it.
    private func randomName() -> String {
        effects.random(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func oneLine(_ text: String) -> String {
        text.split { $0.isNewline }.joined(separator: " ")
    }
}
