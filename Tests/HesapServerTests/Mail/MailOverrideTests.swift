import HesapDomain
import HesapTestKit
import HesapTexts
import Testing

@testable import HesapMail

@Suite("A shop's own mail templates")
struct MailOverrideTests {
    private func compose(
        _ files: [String: String],
        _ kind: Mail.Kind = .welcome,
        language: LanguageCode = .english
    ) throws -> ComposedMail {
        let composer = try MailComposer(
            from: try #require(Mailbox("Shop <shop@shop.example>")),
            overrides: TemplateFolder(files: files),
            effects: .fixed(clock: FrozenClock(), dice: SeededDice())
        )
        let variables = ["first_name": "Ayşe", "link": "https://shop.example/l", "hours": "2"]
        return try composer.compose(
            Mail(kind, to: "a@b.example", account: nil, language: language, variables: variables)
        )
    }

    @Test("subject, text, HTML and frame can each be replaced, with everything the built-in ones know")
    func each() throws {
        let subject = try compose(["mails/welcome.subject.mustache": "{{shop}}: {{t.welcome_subject}}"])
        #expect(subject.subject == "Shop: Welcome, your account is ready")
        #expect(subject.text.hasPrefix("Hello Ayşe,\n"))
        let text = try compose(
            ["mails/password_reset.text.mustache": "{{first_name}} & {{link}} {{lifetime}}"],
            .passwordReset
        )
        #expect(text.text.hasPrefix("Ayşe & https://shop.example/l The link works for 2 hours"))
        let html = try compose(["mails/welcome.html.mustache": "<p>own {{first_name}}</p>"])
        #expect(html.message.contains("<p>own Ay=C5=9Fe</p>"))
        let frame = try compose(["mails/mail.html.mustache": "<main>{{{body}}}</main>"])
        #expect(frame.message.contains("<main><p style"))
        #expect(!frame.message.contains("<!DOCTYPE"))
    }

    @Test("a form for one language leaves the others alone", arguments: LanguageCode.translated)
    func oneLanguage(_ language: LanguageCode) throws {
        let mail = try compose(["mails/welcome.subject.de.mustache": "Servus"], language: language)
        #expect((mail.subject == "Servus") == (language == .german))
    }

    @Test("a subject of several lines cannot end the header")
    func injection() throws {
        let mail = try compose(["mails/welcome.subject.mustache": "one\r\nBcc: x@y.example\u{2028}two\n"])
        #expect(mail.subject == "one Bcc: x@y.example two")
        #expect(!mail.message.contains("\r\nBcc"))
    }

    @Test(
        "a file that replaces nothing or is broken stops the start, by its name",
        arguments: [
            ("mails/welcom.html.mustache", "x"), ("mails/welcome.html", "x"), ("mails/welcome.html.fr.mustache", "x"),
            ("mails/welcome.mustache", "x"), ("mails/welcome.html.mustache", "{{#open}}"),
            ("mails/welcome.text.mustache", "{{>absent}}"), ("mails/mail.text.tr.mustache", "{{/x}}"),
        ]
    )
    func faults(_ file: String, _ source: String) {
        let fault = #expect(throws: TemplateFault.self) { try compose([file: source]) }
        #expect(fault?.description.contains(file) == true)
    }

    @Test("templates of other parts are none of the mails' business")
    func others() throws {
        #expect(try compose(["pages/login.mustache": "{{#"]).subject == "Welcome, your account is ready")
    }
}
