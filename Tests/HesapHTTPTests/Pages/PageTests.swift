import DjangoCompat
import HesapDomain
import HesapTestKit
import HesapTexts
import Hummingbird
import Testing

@testable import HesapHTTP

@Suite("Pages")
struct PageTests {
    static let open = ["/account/", "/account/login/", "/account/register/", "/account/password/reset/"]
    static let closed = [
        "/account/profile/", "/account/password/", "/account/sessions/", "/account/anonymize/",
    ]

    @Test("a guest sees the pages that need no account, in every language", arguments: open)
    func guest(_ path: String) async throws {
        let browser = try await PageBrowser()
        try await browser.storefront.shop.set(.languages, .texts(["tr", "en", "de", "ar"]))
        for language in LanguageCode.translated {
            browser.language = language.tag
            let page = try await browser.open(path)
            #expect(page.status == 200)
            #expect(page.shows("<html lang=\"\(language.tag)\" dir=\"\(language.direction)\">"))
            #expect(page.shows("name=\"csrfmiddlewaretoken\""))
        }
        #expect(browser.storefront.shop.store.rows.sessions.isEmpty, "looking makes no session")
    }

    @Test("a guest is sent to the sign-in page, and comes back afterwards", arguments: closed)
    func signInFirst(_ path: String) async throws {
        let browser = try await PageBrowser()
        _ = try browser.storefront.shop.addAccount()
        let answer = try await browser.open(path)
        #expect(answer.status == 303 && answer.destination == "/account/login/?next=\(path)")
        let login = try await browser.open("/account/login/?next=\(path)")
        #expect(login.shows("name=\"next\" value=\"\(path)\""))
        let signedIn = try await browser.send(
            "/account/login/",
            ["email": "ayse@example.com", "password": TestShop.password, "next": path]
        )
        #expect(signedIn.status == 303 && signedIn.destination == path)
        #expect(try await browser.open(path).status == 200)
    }

    @Test("every page of an account offers to sign out", arguments: closed + ["/account/"])
    func signOut(_ path: String) async throws {
        let browser = try await PageBrowser()
        try await browser.enter(as: .shopper)
        #expect(try await browser.open(path).shows("<form method=\"post\" action=\"/account/logout/\">"))
        #expect(try await browser.send("/account/logout/").status == 303)
        #expect(try await browser.open("/account/profile/").status == 303)
    }

    @Test("a refused sign-in shows the form again, with the address and without the password")
    func wrongPassword() async throws {
        let browser = try await PageBrowser()
        _ = try browser.storefront.shop.addAccount()
        let answer = try await browser.send(
            "/account/login/",
            ["email": "ayse@example.com", "password": "not-the-right-one", "next": "/account/profile/"]
        )
        #expect(answer.status == 200)
        #expect(answer.shows(Message.cannotSignIn.text(in: .english)))
        #expect(answer.shows("value=\"ayse@example.com\"") && answer.shows("value=\"/account/profile/\""))
        #expect(!answer.shows("not-the-right-one"))
    }

    @Test(
        "nobody is sent to another host",
        arguments: [
            "//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "/\t/evil.example",
            "javascript:alert(1)", "evil", "", "///", "/\u{0}", "/ü", "/a\r\nSet-Cookie: x=1",
        ]
    )
    func openRedirect(_ next: String) async throws {
        let browser = try await PageBrowser()
        _ = try browser.storefront.shop.addAccount()
        let answer = try await browser.send(
            "/account/login/",
            ["email": "ayse@example.com", "password": TestShop.password, "next": next]
        )
        #expect(answer.status == 303 && answer.destination == "/account/")
        let elsewhere = try await browser.open("/account/login/?next=\(PercentEncoding.encode(next))")
        #expect(elsewhere.status == 303 && elsewhere.destination == "/account/")
    }

    @Test("what a shopper typed is shown as text, whatever it is")
    func escaped() async throws {
        let browser = try await PageBrowser()
        let name = "\"\u{338}><script>alert(1)</script>"
        let answer = try await browser.send("/account/register/", ["first_name": name, "email": name])
        #expect(answer.status == 200)
        #expect(!answer.shows("<script>alert") && !answer.shows("\"\u{338}>"))
        #expect(answer.shows("&quot;\u{338}&gt;&lt;script&gt;alert(1)"))
    }

    @Test("a notice is shown once, and only one that the shop knows")
    func notice() async throws {
        let browser = try await PageBrowser()
        let answer = try await browser.send("/account/currency/", ["currency_code": "eur"])
        #expect(answer.status == 303 && answer.destination == "/account/")
        let page = try await browser.open("/account/")
        #expect(page.shows("role=\"status\"") && page.shows("EUR"))
        #expect(try await !browser.open("/account/").shows("role=\"status\""))
        let call = Call.get("/account/").cookie("hesap_notice", "You won! Call 0900")
        #expect(try await !browser.answer(to: call).shows("You won"))
    }

    @Test("a city that is not there is said beside its field; one that is there is kept")
    func city() async throws {
        let browser = try await PageBrowser()
        try browser.storefront.addCities()
        let refused = try await browser.send("/account/city/", ["city": "Atlantis"])
        #expect(refused.status == 200 && refused.shows(Message.cityNotFound.text(in: .english)))
        #expect(refused.shows("value=\"Atlantis\""))
        let chosen = try await browser.send("/account/city/", ["city": "istanbul"])
        #expect(chosen.status == 303)
        #expect(try await browser.open("/account/").shows("İstanbul"))
    }

    @Test("boxes that are not ticked are saved as not ticked")
    func consents() async throws {
        let browser = try await PageBrowser()
        try await browser.enter(as: .shopper)
        let fields: KeyValuePairs = [
            "first_name": "Ayşe", "last_name": "Yılmaz", "phone": "", "gender": "", "date_of_birth": "",
            "sms_allowed": "true",
        ]
        #expect(try await browser.send("/account/profile/", fields).status == 303)
        #expect(try browser.storefront.shopper().profile.consents == Consents(sms: true))
        let page = try await browser.open("/account/profile/")
        #expect(page.shows("id=\"sms_allowed\" name=\"sms_allowed\" value=\"true\" checked"))
        #expect(!page.shows("id=\"email_allowed\" name=\"email_allowed\" value=\"true\" checked"))
    }

    @Test("a form without its token is refused with a page that helps")
    func csrf() async throws {
        let browser = try await PageBrowser()
        let call = Call(.post, "/account/currency/", .form("currency_code=EUR")).withoutCSRF()
        let answer = try await browser.answer(to: call)
        #expect(answer.status == 403 && answer.shows("<h1>"))
        #expect(!answer.shows("X-CSRFToken"))
        // The page's own forms work.
        #expect(answer.cookie("csrftoken")?.count == 32)
    }

    @Test("an unknown address is a page for a browser and JSON for a program")
    func unknown() async throws {
        let browser = try await PageBrowser()
        let page = try await browser.open("/nowhere/")
        #expect(page.status == 404 && page.shows("<h1>"))
        #expect(!page.shows("<form"))
        #expect(try await browser.storefront.answer(to: .get("/nowhere/")).text == Refusal.notFound)
    }

    @Test("too many tries keep what was typed, and say how long to wait")
    func throttled() async throws {
        let browser = try await PageBrowser()
        try await browser.storefront.shop.set(.throttleRates, .object([.init("login", .string("1/min"))]))
        let fields: KeyValuePairs = ["email": "ayse@example.com", "password": "wrong-password-1"]
        #expect(try await browser.send("/account/login/", fields).status == 200)
        let answer = try await browser.send("/account/login/", fields)
        #expect(answer.status == 429 && answer.header("Retry-After") != nil)
        #expect(answer.shows("value=\"ayse@example.com\""))
    }

    @Test("without pages the paths are not there, and a mailed link answers JSON")
    func off() async throws {
        let storefront = try await Storefront()
        for path in Self.open + Self.closed {
            let answer = try await storefront.answer(to: .get(path).header("Accept", "text/html"))
            #expect(answer.status == 404 && answer.text == Refusal.notFound)
        }
        let link = try await storefront.answer(to: .get("/users/reset/MQ/abc-def/").header("Accept", "text/html"))
        #expect(link.status == 200 && link.text == #"{"valid":false}"#)
    }
}

extension JSONValue {
    fileprivate static func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
}
