import Foundation
import HesapHTTP
import HesapTexts
import Testing

@testable import HesapServer

struct PagesConfigurationTests {
    @Test("without settings there are pages, with the name of the sender")
    func defaults() throws {
        let plain = try configuration().http
        #expect(plain.hasPages)
        #expect(plain.look == Look(name: "Hesap", home: "http://127.0.0.1:8080/"))
        #expect(plain.templates == .none)
        #expect(plain.languageCookieName == "django_language")
        let named = try configuration([
            "HESAP_MAIL_FROM": "Çiçek Dükkânı <a@shop.example>", "HESAP_PUBLIC_URL": "https://shop.example",
        ])
        #expect(named.http.look == Look(name: "Çiçek Dükkânı", home: "https://shop.example/"))
    }

    @Test("what is set is taken", arguments: [("off", false), ("OFF", false), ("on", true)])
    func set(_ pages: String, _ isOn: Bool) throws {
        let http = try configuration([
            "HESAP_PAGES": pages, "HESAP_SHOP_NAME": " متجر الورد ", "HESAP_SHOP_URL": "https://Shop.example/tr",
            "HESAP_ACCENT_COLOR": "#FFD400", "HESAP_MAIL_FROM": "Other <a@shop.example>",
            "HESAP_LANGUAGE_COOKIE_NAME": "lang",
        ]).http
        #expect(http.hasPages == isOn)
        #expect(http.look.name == "متجر الورد")
        #expect(http.look.home == "https://shop.example/tr")
        #expect(http.look.accent?.hex == "#ffd400")
        #expect(http.languageCookieName == "lang")
    }

    @Test("a logo and templates are read at the start")
    func files() throws {
        try withFolder { folder in
            let logo = folder.appending(path: "logo.svg")
            try Data("<svg/>".utf8).write(to: logo)
            let pages = folder.appending(path: "own/pages")
            try FileManager.default.createDirectory(at: pages, withIntermediateDirectories: true)
            try Data("ours".utf8).write(to: pages.appending(path: "login.mustache"))
            let http = try configuration([
                "HESAP_SHOP_LOGO": logo.path, "HESAP_TEMPLATES_DIR": folder.appending(path: "own").path,
            ]).http
            #expect(http.look.logo?.bytes == Array("<svg/>".utf8))
            #expect(http.templates == TemplateFolder(files: ["pages/login.mustache": "ours"]))
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
            let bad = [
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

    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hesap-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }
}
