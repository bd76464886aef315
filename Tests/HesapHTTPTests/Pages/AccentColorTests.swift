import Testing

@testable import HesapHTTP

struct AccentColorTests {
    /// White, black, yellow, mid grey, the worst case for black or white text, brand colours of every corner.
    private static let odd = [
        "#ffffff", "#000000", "#ffff00", "#808080", "#767676", "#777777", "#757575", "#0000ff", "#ff0000", "#00ff00",
        "#00ffff", "#ff00ff", "#2b4fc4", "#14161a", "#f5f6f8", "#fefefe", "#010101", "#ffd400", "#123456", "#c0ffee",
    ]

    @Test("any accent gives a button, text on it and links that can be read, on light and on dark", arguments: odd)
    func readable(_ text: String) throws {
        let accent = try #require(AccentColor(text))
        for (page, others) in [(AccentColor.lightBackground, [AccentColor.white]), (.darkBackground, [.black])] {
            let scheme = accent.scheme(on: page)
            #expect(scheme.ink.contrast(with: scheme.fill) >= 4.5)
            for background in [page] + others {
                #expect(scheme.text.contrast(with: background) >= 4.5)
                #expect(scheme.fill.contrast(with: background) >= 3)
            }
        }
    }

    @Test(
        "a colour that can be read is left as it is, another is moved no further than it must",
        arguments: [
            ("#2b4fc4", "#2b4fc4"), ("#000000", "#000000"), ("#ffffff", "#717171"), ("#ffff00", "#757500"),
        ]
    )
    func moved(_ accent: String, _ link: String) throws {
        #expect(try #require(AccentColor(accent)).readable(on: .lightBackground).hex == link)
    }

    @Test(
        "contrast is that of WCAG 2.2",
        arguments: [
            ("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1), ("#767676", "#ffffff", 4.54),
            ("#777777", "#ffffff", 4.48), ("#ff0000", "#ffffff", 4.0), ("#0000ff", "#ffffff", 8.59),
            ("#ffff00", "#000000", 19.56), ("#808080", "#000000", 5.32),
        ]
    )
    func contrast(_ first: String, _ second: String, _ ratio: Double) throws {
        let (first, second) = (try #require(AccentColor(first)), try #require(AccentColor(second)))
        #expect((first.contrast(with: second) * 100).rounded(.toNearestOrEven) / 100 == ratio)
        #expect(first.contrast(with: second) == second.contrast(with: first))
    }

    @Test("the text on a button is black or white", arguments: [("#ffff00", "#000000"), ("#2b4fc4", "#ffffff")])
    func ink(_ accent: String, _ ink: String) throws {
        #expect(try #require(AccentColor(accent)).ink.hex == ink)
    }

    @Test(
        "only six hexadecimal digits are a colour: the text goes into a style sheet",
        arguments: [
            "", "#", "2b4fc4", "#2b4fc", "#2b4fc44", "#2b4fcg", "red", "#fff", "#2b4fc4;", "#2b4f }", "#２b4fc4",
            "rgb(1,2,3)", "#+b4fc4", "#2b4fc4\u{301}",
        ]
    )
    func malformed(_ text: String) {
        #expect(AccentColor(text) == nil)
    }

    @Test("the style sheet begins with the shop's colours, or with nothing")
    func styleSheet() throws {
        var look = Look(name: "Shop", url: "/")
        #expect(look.styleSheet == "")
        look.accent = AccentColor("#2B4FC4")
        #expect(look.styleSheet.hasPrefix(":root{--accent:#2b4fc4;--on-accent:#ffffff;--accent-text:#2b4fc4}@media "))
        #expect(look.styleSheet.contains("(prefers-color-scheme:dark){:root{--accent:#"))
        #expect(look.styleSheet.allSatisfy { $0.isASCII && $0 != "<" })
    }
}

struct LogoTests {
    private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    private static let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0]
    private static let webp = Array("RIFF0000WEBPVP8 ".utf8)
    private static let svg = Array("<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>".utf8)

    @Test(
        "a picture is taken for what its ending says",
        arguments: [
            ("logo.svg", svg, "image/svg+xml; charset=utf-8"),
            ("/srv/a.b/Logo.PNG", png, "image/png"), ("l.webp", webp, "image/webp"),
            ("l.jpg", jpeg, "image/jpeg"), ("l.jpeg", jpeg, "image/jpeg"),
        ]
    )
    func accepted(_ name: String, _ bytes: [UInt8], _ type: String) throws {
        let logo = try Logo(fileName: name, bytes: bytes)
        #expect(logo.type == type)
        #expect(logo.bytes == bytes)
    }

    @Test(
        "what is no picture of its ending is refused",
        arguments: [
            ("logo.gif", png), ("logo", png), ("svg", svg), ("logo.svg.html", svg), ("logo.png", jpeg),
            ("logo.jpg", svg),
            ("logo.webp", png), ("logo.svg", png), ("logo.svg", Array("<html>".utf8)), ("logo.png", []),
        ]
    )
    func refused(_ name: String, _ bytes: [UInt8]) {
        #expect(throws: Logo.Refusal.self) { try Logo(fileName: name, bytes: bytes) }
    }

    @Test("up to 200 KiB are taken", arguments: [(200 * 1024, true), (200 * 1024 + 1, false)])
    func size(_ count: Int, _ isTaken: Bool) {
        let bytes = Self.png + Array(repeating: 0, count: count - Self.png.count)
        #expect(((try? Logo(fileName: "a.png", bytes: bytes)) != nil) == isTaken)
    }
}
