import Foundation
import HesapDomain
import HesapTestKit
import HesapTexts
import Testing

@testable import HesapMail

/// Python's `email` and `html.parser` read what we write: a parser of our own would share our mistakes.
struct MIMEStructureTests {
    private static let link = "https://shop.example/users/reset/MQ/token-1/?a=1&b=2"
    private static let name = "Ayşe"

    /// Reads messages as a JSON list of base64, and prints what is in them.
    private static let script = """
        import base64, email, email.policy, html.parser, json, sys
        class Page(html.parser.HTMLParser):
            def __init__(self):
                super().__init__()
                self.links, self.loads, self.roots, self.text, self.open = [], [], [], "", []
            def handle_starttag(self, tag, pairs):
                a = dict(pairs)
                if tag not in ("meta", "br"): self.open.append(tag)
                if "lang" in a: self.roots.append([tag, a["lang"], a.get("dir")])
                if "href" in a: self.links.append(a["href"])
                if tag in ("img", "script", "link", "iframe", "style", "base") or "src" in a: self.loads.append(tag)
                if "url(" in a.get("style", "") or any(n.startswith("on") for n in a): self.loads.append(tag)
            def handle_endtag(self, tag):
                if self.open.pop() != tag: self.loads.append("unbalanced " + tag)
            def handle_data(self, data): self.text += data
        answer = []
        for text in json.load(sys.stdin):
            message = email.message_from_bytes(base64.b64decode(text), policy=email.policy.default)
            parts = list(message.iter_parts())
            page = Page(); page.feed(parts[1].get_content()); page.close()
            answer.append({
                "defects": [str(d) for p in message.walk() for d in p.defects]
                    + [str(d) for h in message.values() for d in h.defects],
                "type": message.get_content_type(), "preamble": message.preamble, "epilogue": message.epilogue or "",
                "parts": [[p.get_content_type(), p.get_content_charset(), p["Content-Transfer-Encoding"]] for p in parts],
                "subject": message["Subject"], "headers": sorted(message.keys()), "to": message["To"].addresses[0].addr_spec,
                "language": message["Content-Language"], "plain": parts[0].get_content().replace("\r\n", "\n"), "links": page.links,
                "loads": page.loads, "open": page.open, "roots": page.roots, "page": " ".join(page.text.split()),
            })
        json.dump(answer, sys.stdout)
        """

    private struct Parsed: Decodable {
        let defects: [String]
        let type: String
        let epilogue: String
        let parts: [[String]]
        let subject: String
        let headers: [String]
        let to: String
        let language: String
        let plain: String
        let links: [String]
        let loads: [String]
        let open: [String]
        let roots: [[String]]
        let page: String
    }

    private static func parse(_ messages: [ComposedMail]) throws -> [Parsed] {
        let python = try #require(
            ProcessInfo.processInfo.environment["DJANGO_PYTHON"],
            "run the tests with Scripts/test.sh"
        )
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["-c", script]
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hesap-mime-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let input = folder.appendingPathComponent("in")
        try JSONEncoder().encode(messages.map { Data($0.message.utf8).base64EncodedString() }).write(to: input)
        process.standardInput = try FileHandle(forReadingFrom: input)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return try JSONDecoder().decode([Parsed].self, from: data)
    }

    private static func composer(_ from: String = "Çiçek Dükkânı <destek@cicek.example>") throws -> MailComposer {
        try MailComposer(
            from: try #require(Mailbox(from)),
            look: MailLook(shopName: "Çiçek & <Dükkân>", accent: "#b00020", textOnAccent: "#ffffff"),
            effects: .fixed(clock: FrozenClock(), dice: SeededDice())
        )
    }

    private static func mail(_ kind: Mail.Kind, _ language: LanguageCode, to recipient: String) -> Mail {
        let variables =
            kind == .passwordReset ? ["first_name": name, "link": link, "hours": "3"] : ["first_name": name]
        return Mail(kind, to: recipient, account: nil, language: language, variables: variables)
    }

    @Test("every kind in every language is one message of two parts that say the same")
    func structure() throws {
        let composer = try Self.composer()
        let all = Mail.Kind.allCases.flatMap { kind in LanguageCode.translated.map { (kind, $0) } }
        let parsed = try Self.parse(all.map { try composer.compose(Self.mail($0, $1, to: "ayse@example.com")) })
        for ((kind, language), mail) in zip(all, parsed) {
            let what = Comment("\(kind) \(language.tag)")
            #expect(mail.defects.isEmpty, what)
            #expect(mail.type == "multipart/alternative" && mail.epilogue.isEmpty, what)
            let encoding = ["utf-8", "quoted-printable"]
            #expect(mail.parts == [["text/plain"] + encoding, ["text/html"] + encoding], what)
            #expect(Set(mail.headers).count == mail.headers.count && mail.headers.count == 10, what)
            #expect(mail.to == "ayse@example.com" && mail.language == language.tag, what)
            #expect(mail.loads.isEmpty && mail.open.isEmpty, what)
            let isReset = kind == .passwordReset
            #expect(mail.links == (isReset ? [Self.link, Self.link] : []), what)
            #expect(mail.plain.split(separator: "\n").contains(Substring(Self.link)) == isReset, what)
            let direction = language == .arabic ? "rtl" : "ltr"
            #expect(mail.roots == [["html", language.tag, direction], ["div", language.tag, direction]], what)
            // The subject is the title of the page, and each line of the text stands in it.
            #expect(mail.page.hasPrefix(mail.subject), what)
            for line in mail.plain.split(separator: "\n") {
                #expect(mail.page.contains(line), "\(kind) \(language.tag): \(line)")
            }
            #expect(mail.page.contains("Çiçek & <Dükkân>"), what)
            #expect(!(mail.plain + mail.page + mail.subject).contains("{{"), what)
            #expect(!(mail.plain + mail.page).contains("_"), "a key without a text: \(mail.plain)")
        }
    }

    @Test("no two languages and no two kinds share a subject")
    func subjects() throws {
        let composer = try Self.composer()
        let subjects = try Mail.Kind.allCases.flatMap { kind in
            try LanguageCode.translated.map { try composer.compose(Self.mail(kind, $0, to: "a@b.example")).subject }
        }
        #expect(Set(subjects).count == subjects.count)
    }

    @Test(
        "addresses of any script stand in the headers as they are meant",
        arguments: [
            "ayse@xn--iek-0na.example",
            "a.very.long.local.part.with.many.dots.and.letters.to.fill@\(String(repeating: "x", count: 60)).example",
        ]
    )
    func recipients(_ recipient: String) throws {
        let parsed = try Self.parse([try Self.composer().compose(Self.mail(.welcome, .arabic, to: recipient))])
        #expect(parsed.map(\.to) == [recipient])
        #expect(parsed.allSatisfy { $0.defects.isEmpty })
    }

    @Test("every text of the catalogue is used by a mail", arguments: LanguageCode.translated)
    func used(_ language: LanguageCode) throws {
        let composer = try Self.composer()
        var seen = ""
        for kind in Mail.Kind.allCases {
            let mail = try composer.compose(Self.mail(kind, language, to: "a@b.example"))
            let plain = MailParts(
                Mail(kind, to: "a@b.example", account: nil, language: language),
                in: language,
                templates: try MailTemplates(overrides: .none),
                look: .standard,
                sender: try #require(Mailbox("a@b.example"))
            )
            seen += mail.subject + mail.text + plain.text + plain.html
        }
        for (key, text) in Catalogue.of(language).plainTexts(in: .mails)
        where !key.contains("_hours_") && !key.contains("_minutes_") {
            #expect(seen.contains(text), "\(key)")
        }
    }
}
