import Foundation
import HesapHTTP
import HesapTexts
import Testing

@testable import HesapServer

struct PagesConfigurationTests {
    @Test("without settings there are pages, with the name of the sender")
    func defaults() throws {
        let plain = try configuration().pages
        #expect(plain.isOn)
        #expect(plain.look == Look(name: "Hesap", url: "http://127.0.0.1:8080/"))
        #expect(plain.templates == .none)
        let named = try configuration([
            "HESAP_MAIL_FROM": "Çiçek Dükkânı <a@shop.example>", "HESAP_PUBLIC_URL": "https://shop.example",
        ])
        #expect(named.pages.look == Look(name: "Çiçek Dükkânı", url: "https://shop.example/"))
    }

    @Test("what is set is taken", arguments: [("off", false), ("OFF", false), ("on", true)])
    func set(_ word: String, _ isOn: Bool) throws {
        let pages = try configuration([
            "HESAP_PAGES": word, "HESAP_SHOP_NAME": " متجر الورد ", "HESAP_SHOP_URL": "https://Shop.example/tr",
            "HESAP_ACCENT_COLOR": "#FFD400", "HESAP_MAIL_FROM": "Other <a@shop.example>",
        ]).pages
        #expect(pages.isOn == isOn)
        #expect(pages.look.name == "متجر الورد")
        #expect(pages.look.url == "https://shop.example/tr")
        #expect(pages.look.accent?.hex == "#ffd400")
    }

    @Test("a logo and templates are read at the start")
    func files() throws {
        try withFolder { folder in
            let logo = folder.appending(path: "logo.svg")
            try Data("<svg/>".utf8).write(to: logo)
            let own = folder.appending(path: "own/pages")
            try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
            try Data("ours".utf8).write(to: own.appending(path: "login.mustache"))
            let pages = try configuration([
                "HESAP_SHOP_LOGO": logo.path, "HESAP_TEMPLATES_DIR": folder.appending(path: "own").path,
            ]).pages
            #expect(pages.look.logo?.bytes == Array("<svg/>".utf8))
            #expect(pages.templates == TemplateFolder(files: ["pages/login.mustache": "ours"]))
        }
    }

    @Test("a file that cannot be used stops the start with one line that names the setting")
    func badFiles() throws {
        try withFolder { folder in
            let large = folder.appending(path: "large.png")
            try Data(count: 200 * 1024 + 1).write(to: large)
            let wrong = folder.appending(path: "wrong.png")
            try Data("GIF89a".utf8).write(to: wrong)
            let templates = folder.appending(path: "own")
            try FileManager.default.createDirectory(at: templates, withIntermediateDirectories: true)
            try Data([0xFF]).write(to: templates.appending(path: "a.mustache"))
            let broken = folder.appending(path: "broken")
            try FileManager.default.createDirectory(
                at: broken.appending(path: "pages"),
                withIntermediateDirectories: true
            )
            try Data("{{> login}}".utf8).write(to: broken.appending(path: "pages/login.mustache"))
            let bad = [
                (
                    "TEMPLATES_DIR", broken.path,
                    "pages/login.mustache uses itself as a partial, and would never end"
                ),
                ("SHOP_LOGO", large.path, "is larger than 200 KiB"),
                ("SHOP_LOGO", wrong.path, "is not the picture that its ending says"),
                ("SHOP_LOGO", folder.path, "is no file"), ("SHOP_LOGO", "/dev/zero", "is no file"),
                ("SHOP_LOGO", "/nowhere/logo.svg", "is no file"),
                ("TEMPLATES_DIR", "/nowhere", "is no folder"),
                ("TEMPLATES_DIR", wrong.path, "is no folder"),
                ("TEMPLATES_DIR", templates.path, "a.mustache is not UTF-8"),
            ]
            for (name, value, reason) in bad {
                #expect(fault(["HESAP_\(name)": value]) == "HESAP_\(name): \(reason)")
            }
        }
    }

    @Test(
        "a shop is local only where its port and its address are",
        arguments: [
            ("127.0.0.1", nil, true), ("::1", "http://localhost:8080", true), ("localhost", "http://[::1]:8080", true),
            ("0.0.0.0", "http://localhost:8080", false), ("127.0.0.1", "https://shop.example", false),
            ("127.0.0.1", "http://localhost.shop.example", false),
        ] as [(String, String?, Bool)]
    )
    func local(_ host: String, _ publicURL: String?, _ isLocal: Bool) throws {
        var values = ["HESAP_HOST": host]
        values["HESAP_PUBLIC_URL"] = publicURL
        #expect(try configuration(values).isLocal == isLocal)
    }

    @Test("the language cookie is Django's unless it is named")
    func languageCookie() throws {
        #expect(try configuration().http.languageCookieName == "django_language")
        #expect(try configuration(["HESAP_LANGUAGE_COOKIE_NAME": "lang"]).http.languageCookieName == "lang")
    }

    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hesap-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }
}
