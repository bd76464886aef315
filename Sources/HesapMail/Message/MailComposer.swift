package import HesapDomain
package import HesapTexts

/// Makes the RFC 5322 message of a mail: text and HTML, of which the reader's program shows one.
package struct MailComposer: Sendable {
    private let from: Mailbox
    private let look: MailLook
    private let effects: Effects
    private let templates: MailTemplates

    /// - Throws: `TemplateFault` when a template of the shop's own cannot be used.
    package init(
        from: Mailbox,
        look: MailLook = .standard,
        overrides: TemplateFolder = .none,
        effects: Effects
    ) throws(TemplateFault) {
        self.from = from
        self.look = look
        self.effects = effects
        templates = try MailTemplates(overrides: overrides)
    }

    package func compose(_ mail: Mail) throws(MailFailure) -> ComposedMail {
        guard let recipient = Mailbox(address: mail.recipient) else {
            throw MailFailure(reason: "the recipient is no address", isPermanent: true)
        }
        let language = Catalogue.of(mail.language).language
        let parts = MailParts(mail, in: language, templates: templates, look: look, sender: from)
        let boundary = boundary()
        let headers = headers(mail, to: recipient, parts.subject, language, boundary)
        let head = headers.map { "\($0): \($1)\r\n" }.joined()
        return ComposedMail(
            from: from,
            recipient: recipient,
            subject: parts.subject,
            text: parts.text,
            message: head + "\r\n" + Self.body(parts, boundary)
        )
    }

    private func headers(
        _ mail: Mail,
        to recipient: Mailbox,
        _ subject: String,
        _ language: LanguageCode,
        _ boundary: String
    ) -> [(String, String)] {
        [
            ("Date", MailDate.text(effects.now())),
            ("Message-ID", "<\(randomName())@\(from.domain)>"),
            ("From", from.headerText),
            ("To", recipient.headerText),
            ("Subject", EncodedWord.encode(subject) ?? subject),
            ("MIME-Version", "1.0"),
            ("Content-Type", "multipart/alternative;\r\n boundary=\"\(boundary)\""),
            ("Content-Language", language.tag),
            // RFC 3834: keeps out-of-office replies away.
            ("Auto-Submitted", "auto-generated"),
            // For the operator's filters and tests; the receiver learns it from the text anyway.
            ("X-Hesap-Kind", mail.kind.rawValue),
        ]
    }

    /// RFC 2046, section 5.1.4: the plainest form first, the last one that is understood is shown.
    private static func body(_ parts: MailParts, _ boundary: String) -> String {
        let sections = [("plain", parts.text), ("html", parts.html)].map { type, content in
            "--\(boundary)\r\nContent-Type: text/\(type); charset=utf-8\r\n"
                + "Content-Transfer-Encoding: quoted-printable\r\n\r\n" + QuotedPrintable.encode(content) + "\r\n"
        }
        return sections.joined() + "--\(boundary)--\r\n"
    }

    /// `=_` never stands in quoted-printable text, so no line of a part can be taken for the boundary.
    private func boundary() -> String { "=_" + randomName() }

    /// 128 bits, so that no two messages of any number of servers share it.
    private func randomName() -> String {
        effects.random(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
