import Foundation
import HesapDomain
import HesapTestKit
import HesapTexts
import Testing

@testable import HesapMail

struct MailComposerTests {
    private let composer: MailComposer

    init() throws {
        let from = try #require(Mailbox("Çiçek Dükkânı <destek@cicek.example>"))
        composer = try MailComposer(from: from, effects: .fixed(clock: FrozenClock(), dice: SeededDice()))
    }

    private func compose(
        _ kind: Mail.Kind,
        language: String = "tr",
        to recipient: String = "ayse@example.com",
        _ variables: [String: String] = [:]
    ) throws -> ComposedMail {
        let language = try #require(LanguageCode(language))
        return try composer.compose(Mail(kind, to: recipient, account: nil, language: language, variables: variables))
    }

    private static func headers(_ mail: ComposedMail) -> [String] {
        guard let end = mail.message.range(of: "\r\n\r\n") else { return [] }
        return mail.message[..<end.lowerBound].replacing("\r\n ", with: " ").split(separator: "\r\n").map { String($0) }
    }

    @Test(
        "every kind has a text in every language, with nothing left of the template",
        arguments: Mail.Kind.allCases,
        LanguageCode.translated
    )
    func complete(_ kind: Mail.Kind, _ language: LanguageCode) throws {
        let link = "https://shop.example/users/reset/MQ/token/"
        let mail = try compose(kind, language: language.tag, ["first_name": "Ayşe", "link": link, "hours": "72"])
        #expect(!mail.subject.isEmpty)
        #expect(!mail.text.contains("{{") && !mail.text.contains("}}"))
        #expect(mail.text.contains("Çiçek Dükkânı"))
        #expect(mail.text.contains("Ayşe") == ![.addressRegistered, .accountAnonymized].contains(kind))
        #expect(mail.text.split(separator: "\n").contains(Substring(link)) == (kind == .passwordReset))
        #expect(Self.headers(mail).contains("Content-Language: \(language.tag)"))
    }

    @Test("the headers are those of RFC 5322 for an automatic mail")
    func headers() throws {
        let headers = Self.headers(try compose(.welcome))
        #expect(headers.contains("Date: Sun, 1 Mar 2026 12:00:00 +0000"))
        #expect(headers.contains("To: ayse@example.com"))
        #expect(headers.contains("MIME-Version: 1.0"))
        #expect(headers.contains { $0.hasPrefix("Content-Type: multipart/alternative; boundary=") })
        #expect(headers.contains("Auto-Submitted: auto-generated"))
        #expect(headers.contains { $0.hasPrefix("From: =?UTF-8?B?") && $0.hasSuffix(" <destek@cicek.example>") })
        #expect(headers.contains { $0.hasPrefix("Subject: =?UTF-8?B?") })
        #expect(headers.contains { $0.wholeMatch(of: /Message-ID: <[0-9a-f]{32}@cicek\.example>/) != nil })
    }

    @Test("no two mails share a Message-ID")
    func messageID() throws {
        let ids = try (0..<2).map { _ in
            Self.headers(try compose(.welcome)).filter { $0.hasPrefix("Message-ID") }
        }
        #expect(ids[0] != ids[1])
    }

    @Test("a message is ASCII in lines of at most 78 with CRLF ends")
    func lines() throws {
        let message = try compose(.passwordReset, ["link": String(repeating: "a", count: 300)]).message
        let longest = message.split(separator: "\r\n", omittingEmptySubsequences: false).map(\.utf8.count).max()
        #expect((longest ?? 0) <= 78)
        #expect(message.utf8.allSatisfy { $0 < 0x80 })
        #expect(!message.replacing("\r\n", with: "").utf8.contains(0x0A))
    }

    @Test(
        "another language falls back by its primary tag, then to English",
        arguments: [("tr-tr", "tr"), ("de-at", "de"), ("fr", "en")]
    )
    func fallback(_ asked: String, _ used: String) throws {
        #expect(Self.headers(try compose(.welcome, language: asked)).contains("Content-Language: \(used)"))
    }

    @Test(
        "a link's lifetime is counted as the language counts",
        arguments: [
            ("en", "hours", "1", "works for 1 hour and only"), ("en", "hours", "72", "works for 72 hours and only"),
            ("en", "minutes", "1", "works for 1 minute and"), ("en", "minutes", "30", "works for 30 minutes and"),
            ("de", "hours", "1", "gilt 1 Stunde lang"), ("de", "minutes", "119", "gilt 119 Minuten lang"),
            ("ar", "hours", "1", "لمدة ساعة واحدة،"), ("ar", "hours", "2", "لمدة ساعتين،"),
            ("ar", "minutes", "10", "دقائق،"), ("ar", "minutes", "30", "دقيقة،"),
            ("tr", "hours", "72", "Bağlantı 72 saat geçerlidir"),
            ("tr", "minutes", "30", "Bağlantı 30 dakika geçerlidir"),
        ]
    )
    func lifetime(_ language: String, _ unit: String, _ count: String, _ sentence: String) throws {
        #expect(try compose(.passwordReset, language: language, [unit: count]).text.contains(sentence))
    }

    @Test("characters of HTML stand as they are")
    func notEscaped() throws {
        #expect(try compose(.passwordReset, ["link": "https://a.example/?a=1&b=2"]).text.contains("?a=1&b=2"))
    }

    @Test(
        "a recipient that is no single address is refused",
        arguments: [
            "", "ayse", "@example.com", "ayse@", "a@b.example\r\nBcc: c@d.example", "a@b.example,c@d.example",
            "<a@b.example>", "a b@c.example", "a@b.example\n",
        ]
    )
    func badRecipient(_ recipient: String) {
        #expect(throws: MailFailure.self) { try compose(.welcome, to: recipient) }
    }

    @Test(
        "a name that advertises something is not repeated to the person it is mailed to",
        arguments: [
            "Win at evil.example", "https://evil.example", "evil.example/now", "a@b.example", "Ayşe\u{202E}",
            String(repeating: "a", count: 51), " ",
        ]
    )
    func hostileName(_ name: String) throws {
        let text = try compose(.welcome, language: "en", ["first_name": name]).text
        #expect(text.hasPrefix("Hello,\n"))
    }

    @Test("a name on several lines stays on the line of the greeting")
    func nameWithLineEnds() throws {
        let text = try compose(.welcome, language: "en", ["first_name": "Ayşe\r\nFatma  B."]).text
        #expect(text.hasPrefix("Hello Ayşe Fatma B.,\n"))
    }

    @Test(
        "a name is never markup in the HTML part, and none at all when it is no name",
        arguments: [
            ("\"\u{338}onload", "Hello &quot;\u{338}onload,"), ("O'\u{338}Neil", "Hello O&#x27;\u{338}Neil,"),
            ("&amp;", "Hello,"), ("<b>", "Hello,"), ("Ayşe {{link}}", "Hello,"), ("{{{body}}}", "Hello,"),
        ]
    )
    func nameAsMarkup(_ name: String, _ greeting: String) throws {
        let variables = ["first_name": name, "link": "LINK"]
        let parts = MailParts(
            Mail(.welcome, to: "a@b.example", account: nil, language: .english, variables: variables),
            in: .english,
            templates: try MailTemplates(overrides: .none),
            look: .standard,
            sender: try #require(Mailbox("a@b.example"))
        )
        #expect(Array(parts.html.unicodeScalars).contains(Array("0 0 1em\">\(greeting)</p>".unicodeScalars)))
        #expect(!parts.html.contains("LINK"))
    }

    @Test("the shop's name comes before the sender's, and the sender's before its domain")
    func shopName() throws {
        func text(_ from: String, _ shop: String?) throws -> String {
            let look = MailLook(shopName: shop, accent: "#000000", textOnAccent: "#ffffff")
            let sender = try #require(Mailbox(from))
            let effects = Effects.fixed(clock: FrozenClock(), dice: SeededDice())
            let composer = try MailComposer(from: sender, look: look, effects: effects)
            return try composer.compose(Mail(.welcome, to: "a@b.example", account: nil, language: .english)).text
        }
        #expect(try text("Sender <a@shop.example>", "The Shop").contains("\nThe Shop\n"))
        #expect(try text("Sender <a@shop.example>", nil).contains("\nSender\n"))
        #expect(try text("a@shop.example", nil).contains("\nshop.example\n"))
    }
}

struct MailEncodingTests {
    @Test(
        "quoted-printable of known texts",
        arguments: [
            ("a=b", "a=3Db"), ("şifre", "=C5=9Fifre"), ("a \nb", "a=20\r\nb"), ("", ""), ("a\tb", "a=09b"),
            (String(repeating: "x", count: 76), String(repeating: "x", count: 75) + "=\r\nx"),
        ]
    )
    func quotedPrintable(_ text: String, _ encoded: String) {
        #expect(QuotedPrintable.encode(text) == encoded)
    }

    @Test("a soft line break never cuts an escape in two")
    func softBreaks() {
        for line in QuotedPrintable.encode(String(repeating: "ş", count: 100)).split(separator: "\r\n") {
            #expect(line.utf8.count <= 76)
            #expect(line.wholeMatch(of: /(=[0-9A-F]{2})+=?/) != nil)
        }
    }

    @Test("text beyond ASCII becomes encoded words of at most 75 characters, each valid by itself")
    func encodedWords() throws {
        #expect(EncodedWord.encode("plain ASCII") == nil)
        #expect(EncodedWord.encode(String(repeating: "x", count: 66)) == nil)
        #expect(EncodedWord.encode(String(repeating: "x", count: 67)) != nil, "it could not be folded")
        #expect(EncodedWord.encode("=?UTF-8?Q?not_ours?=")?.contains("not_ours") == false)
        let encoded = try #require(EncodedWord.encode(String(repeating: "ğ", count: 60)))
        let words = encoded.split(separator: "\r\n ")
        #expect(words.count > 1)
        #expect(words.allSatisfy { $0.utf8.count <= 75 && $0.hasPrefix("=?UTF-8?B?") && $0.hasSuffix("?=") })
    }

    @Test(
        "a mailbox is written so that it is one address",
        arguments: [
            ("a@b.example", "a@b.example"), ("Shop <a@b.example>", "\"Shop\" <a@b.example>"),
            ("\"Shop, the\" <a@b.example>", "\"Shop, the\" <a@b.example>"),
            ("S\"x <a@b.example>", "\"S\\\"x\" <a@b.example>"),
        ]
    )
    func mailbox(_ typed: String, _ header: String) {
        #expect(Mailbox(typed)?.headerText == header)
    }
}
