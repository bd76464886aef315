import HTTPTypes
import HesapDomain
import HesapTestKit
import HesapTexts
import Hummingbird
import Testing

@testable import HesapHTTP

@Suite("Looks of the pages")
struct PageLookTests {
    private static func browser(
        publicURL: String = "http://shop.example.com",
        look: Look = Look(name: "Çiçek & <Dükkân>", url: "https://shop.example.com/"),
        folder: TemplateFolder = .none
    ) async throws -> PageBrowser {
        try await PageBrowser { configuration in
            configuration.publicURL = PublicURL(publicURL) ?? configuration.publicURL
            configuration.pages = try? Pages(
                configuration,
                look: look,
                folder: folder,
                random: { Array(repeating: 7, count: $0) }
            )
        }
    }

    @Test("the shop's name, logo and colours stand on every page")
    func look() async throws {
        let svg = Array("<svg xmlns='http://www.w3.org/2000/svg'/>".utf8)
        let look = Look(
            name: "Çiçek & <Dükkân>",
            url: "https://shop.example.com/",
            logo: try Logo(fileName: "logo.svg", bytes: svg),
            accent: AccentColor("#ff0000")
        )
        let browser = try await Self.browser(look: look)
        let page = try await browser.open("/account/login/")
        #expect(page.shows("alt=\"Çiçek &amp; &lt;Dükkân&gt;\"") && page.shows("href=\"https://shop.example.com/\""))
        let pages = try #require(browser.storefront.configuration.pages)
        for asset in pages.assets {
            #expect(page.shows(asset.path))
            let answer = try await browser.storefront.answer(to: .get(asset.path))
            #expect(answer.status == 200 && answer.header("Content-Type") == asset.type)
            // Style sheet, script and this logo are text.
            #expect(answer.header("Content-Type")?.hasSuffix("; charset=utf-8") == true)
            #expect(answer.header("Cache-Control") == "public, max-age=31536000, immutable")
            let policy = try #require(answer.header("Content-Security-Policy"))
            for directive in ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "sandbox"] {
                #expect(policy.contains(directive))
            }
        }
        let style = try await browser.storefront.answer(to: .get(pages.style.path))
        #expect(style.text.hasPrefix(":root{--accent:#"))
    }

    @Test("a changed file has another address, so that no browser keeps the old one")
    func fingerprint() {
        let one = Asset("style", "css", type: "text/css", Array("a{}".utf8))
        let two = Asset("style", "css", type: "text/css", Array("b{}".utf8))
        #expect(one.path != two.path && one.path == Asset("style", "css", type: "text/css", Array("a{}".utf8)).path)
    }

    @Test("a shop's template takes the place of the built-in one, and uses its parts")
    func override() async throws {
        let folder = TemplateFolder(files: [
            "pages/login.mustache": "{{> top}}<h1>Ours: {{shop}}</h1>{{> bottom}}",
            "pages/style.css": "body{color:red}",
        ])
        let browser = try await Self.browser(folder: folder)
        let page = try await browser.open("/account/login/")
        #expect(page.shows("<h1>Ours: Çiçek &amp; &lt;Dükkân&gt;</h1>") && page.shows("csrf-token"))
        let pages = try #require(browser.storefront.configuration.pages)
        #expect(try await browser.storefront.answer(to: .get(pages.style.path)).text.hasSuffix("body{color:red}"))
    }

    @Test(
        "a template that replaces nothing or is broken stops the start",
        arguments: [
            ["pages/logim.mustache": ""], ["pages/login.mustache": "{{#open}}"],
            ["pages/login.mustache": "{{> nowhere}}"], ["pages/script.js": ""],
        ]
    )
    func broken(_ files: [String: String]) async throws {
        let configuration = try await Storefront().configuration
        #expect(throws: TemplateFault.self) {
            try Pages(
                configuration,
                look: Look(name: "Shop", url: "/"),
                folder: TemplateFolder(files: files),
                random: { Array(repeating: 7, count: $0) }
            )
        }
    }

    @Test("below a path of PUBLIC_URL every link, form and redirect carries it")
    func below() async throws {
        let browser = try await Self.browser(publicURL: "http://shop.example.com/hesap")
        let page = try await browser.open("/account/login/")
        #expect(page.shows("action=\"/hesap/account/login/\"") && page.shows("src=\"/hesap/account/assets/"))
        for template in PageTemplate.allCases {
            #expect(template.source.firstMatch(of: #/(href|action|src)="\/(account|users|dev|address)/#) == nil)
        }
        let redirect = try await browser.open("/account/profile/")
        #expect(redirect.destination == "/hesap/account/login/?next=/hesap/account/profile/")
        _ = try browser.storefront.shop.addAccount()
        let signedIn = try await browser.send(
            "/account/login/",
            ["email": "ayse@example.com", "password": TestShop.password, "next": "/hesap/account/profile/"]
        )
        #expect(signedIn.destination == "/hesap/account/profile/")
    }

    @Test(
        "a browser is named by what its owner knows",
        arguments: [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari, iPhone"
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0",
                "Edge, Windows"
            ),
            ("curl/8.5.0", "curl"), ("something else", nil), ("", nil),
        ] as [(String, String?)]
    )
    func userAgent(_ header: String, _ name: String?) {
        #expect(UserAgentName(header)?.text == name)
    }
}
