import HesapDomain
import HesapTexts

/// What a person reads of a mail: subject, text and HTML, from the templates.
struct MailParts: Sendable {
    let subject: String
    let text: String
    let html: String

    /// The language must be one that Hesap has texts in; the sender's name stands for a shop without one.
    init(_ mail: Mail, in language: LanguageCode, templates: MailTemplates, look: MailLook, sender: Mailbox) {
        var context = Self.context(of: mail, in: language, look: look, sender: sender)
        let kind = mail.kind.rawValue
        subject = Self.oneLine(templates.render(kind, .subject, language, context))
        context["subject"] = subject
        func whole(_ part: MailTemplates.Part) -> String {
            var outer = context
            // Rendered already, so the frame takes it as it is.
            outer["body"] = templates.render(kind, part, language, context)
            return templates.render("mail", part, language, outer)
        }
        text = whole(.text)
        html = whole(.html)
    }

    private static func context(
        of mail: Mail,
        in language: LanguageCode,
        look: MailLook,
        sender: Mailbox
    ) -> [String: Any] {
        let catalogue = Catalogue.of(language)
        let name = mail.variables["first_name"].flatMap { GreetingName.safe($0) }
        var context: [String: Any] = [
            "t": catalogue.plainTexts(in: .mails),
            "language": language.tag,
            "direction": language.direction,
            "shop": look.shopName ?? (sender.name.isEmpty ? sender.domain : sender.name),
            "accent": look.accent,
            "text_on_accent": look.textOnAccent,
            "greeting": name.map { catalogue.text("greeting_name", in: .mails, ["first_name": .text($0)]) }
                ?? catalogue.text("greeting", in: .mails),
        ]
        // Absent rather than empty, so that a shop's template can leave out what is not there.
        context["first_name"] = name
        context["link"] = mail.variables["link"]
        context["lifetime"] = lifetime(mail, catalogue)
        return context
    }

    private static func lifetime(_ mail: Mail, _ catalogue: Catalogue) -> String? {
        for unit in ["hours", "minutes"] {
            if let count = mail.variables[unit].flatMap({ Int($0) }) {
                return catalogue.text("password_reset_\(unit)", in: .mails, ["count": .number(count)])
            }
        }
        return nil
    }

    private static func oneLine(_ text: String) -> String {
        text.split { $0.isNewline }.joined(separator: " ")
    }
}
