import HesapDomain
import Testing

@Suite("E-mail addresses")
struct EmailAddressTests {
    @Test(
        "an address is kept as typed, with its domain in lower case",
        arguments: [
            ("ayse@example.com", "ayse@example.com"),
            ("  ayse@example.com\r\n", "ayse@example.com"),
            ("\u{A0}ayse@example.com\u{2003}", "ayse@example.com"),
            ("Ayse.Yilmaz@EXAMPLE.Com", "Ayse.Yilmaz@example.com"),
            ("ayse+shop@mail.example.com.tr", "ayse+shop@mail.example.com.tr"),
            ("!#$%&'*+/=?^_`{}|~-@example.com", "!#$%&'*+/=?^_`{}|~-@example.com"),
            ("a@xn--mnchen-3ya.de", "a@xn--mnchen-3ya.de"),
            ("a@MÜNCHEN.de", "a@münchen.de"),
            ("a@1and1.com", "a@1and1.com"),
        ]
    )
    func accepted(typed: String, text: String) {
        #expect(EmailAddress(typed)?.text == text)
    }

    @Test(
        "what is no address, or would be more than one line of a mail, is refused",
        arguments: [
            "", " ", "ayse", "@example.com", "ayse@", "ayse@example", "a@b@example.com", "ayse example@example.com",
            ".ayse@example.com", "ayse.@example.com", "ay..se@example.com", "\"ay se\"@example.com", "(a)@example.com",
            "ayse@-example.com", "ayse@example-.com", "ayse@example..com", "ayse@.example.com", "ayse@example.com.",
            "ayse@-\u{345}a.example.com",
            "ayse@example.c", "ayse@127.0.0.1", "ayse@[127.0.0.1]", "ayse@exam_ple.com", "ayse@example.com>",
            "Ayşe <ayse@example.com>", "ayse@example.com, can@example.com", "ayse@example.com;can@example.com",
        ]
    )
    func refused(typed: String) {
        #expect(EmailAddress(typed) == nil)
    }

    @Test(
        "a control character is refused wherever it could start a header",
        arguments: [
            "ayse@example.com\r\nBcc: can@example.com", "ayse@example.com\nBcc:can", "ayse\r\n@example.com",
            "ay\rse@example.com", "ayse@exam\nple.com", "ayse@\texample.com", "ayse@example.com\u{0}",
            "ayse\u{0}@example.com", "\u{0}ayse@example.com", "ayse@example.com\u{7F}", "ayse@exa\u{85}mple.com",
            "ayse\u{1B}[2J@example.com", "ayse@example\u{2028}.com",
        ]
    )
    func injection(typed: String) {
        #expect(EmailAddress(typed) == nil)
    }

    @Test(
        "letters that only look like those of an address are refused",
        arguments: [
            "\u{430}yse@example.com", "ayşe@example.com", "ıyse@example.com", "ayse\u{FF20}example.com",
            "ayse@example\u{3002}com", "ayse@exam\u{200B}ple.com", "ayse@exam\u{202E}ple.com",
            "ay\u{301}se@example.com",
            "ayse@\u{301}example.com", "ayse@exam\u{AD}ple.com",
        ]
    )
    func lookAlikes(typed: String) {
        #expect(EmailAddress(typed) == nil)
    }

    @Test("the longest local part has 64 characters, the longest address 254")
    func lengths() {
        let local = String(repeating: "a", count: 64)
        #expect(EmailAddress(local + "@example.com") != nil)
        #expect(EmailAddress(local + "a@example.com") == nil)
        let labels = Array(repeating: String(repeating: "b", count: 61), count: 3).joined(separator: ".")
        let longest = local + "@" + labels + ".co"
        #expect(longest.count == 253)
        #expect(EmailAddress(longest + "m") != nil)
        #expect(EmailAddress(longest + "mm") == nil)
    }

    @Test("two addresses are one without case, and the Turkish letters stay four")
    func comparison() throws {
        let typed = try #require(EmailAddress("AYSE@Example.COM"))
        #expect(typed.comparisonKey == EmailAddress.comparisonKey(of: "ayse@example.com"))
        let keys = Set(["i@example.com", "ı@example.com", "İ@example.com"].map(EmailAddress.comparisonKey(of:)))
        #expect(keys.count == 3)
    }

    @Test("an address does not show in a log or a dump")
    func masked() throws {
        let email = try #require(EmailAddress("ayse@example.com"))
        var dumped = ""
        dump(email, to: &dumped)
        #expect(!"\(email) \(String(reflecting: email)) \(dumped)".contains("ayse"))
    }

    @Test(
        "a stored address is the typed one exactly where Django mails its holder",
        arguments: [
            // As PasswordResetForm.get_users of Django 5.2 decides on PostgreSQL.
            ("ayse@example.com", "ayse@example.com", true), ("ayse@example.com", "AYSE@Example.COM", true),
            ("mike@example.org", "m\u{131}ke@example.org", false),
            ("mike@example.org", "M\u{130}KE@example.org", false),
            ("mike@example.org", "mi\u{212A}e@example.org", false), ("mike@example.org", "MIKE@example.org", true),
            ("user@example.com", "u\u{17F}er@example.com", true), ("a@x.com", "\u{FF41}@x.com", false),
            ("a@m\u{FC}nchen.de", "A@M\u{DC}NCHEN.DE", true), ("a@m\u{FC}nchen.de", "a@mu\u{308}nchen.de", false),
            ("a@stra\u{DF}e.de", "a@STRASSE.DE", false), ("a@x.com", "a@x.com ", false),
        ]
    )
    func sameAsStored(typed: String, stored: String, isSame: Bool) throws {
        #expect(try #require(EmailAddress(typed)).isSame(asStored: stored) == isSame)
    }
}
