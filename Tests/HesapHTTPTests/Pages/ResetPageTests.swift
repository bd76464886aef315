import HesapDomain
import HesapTestKit
import Hummingbird
import Testing

@testable import HesapHTTP

@Suite("The page behind a mailed link")
struct ResetPageTests {
    private static let fields: KeyValuePairs = [
        "new_password1": TestShop.otherPassword, "new_password2": TestShop.otherPassword,
    ]

    /// Ayşe's browser and the link in her mailbox.
    private static func linked() async throws -> (PageBrowser, link: String, form: String) {
        let browser = try await PageBrowser()
        let account = try browser.storefront.shop.addAccount()
        let link = try browser.storefront.shop.resetLink(for: account)
        return (browser, "/users/reset/\(link.uidb64)/\(link.token)/", "/users/reset/\(link.uidb64)/set-password/")
    }

    @Test("the token leaves the address bar, and a new password is set with the cookie")
    func reset() async throws {
        let (browser, link, form) = try await Self.linked()
        let opened = try await browser.open(link)
        #expect(opened.status == 303 && opened.destination == form)
        #expect(opened.header("Referrer-Policy") == "no-referrer")
        let line = try #require(opened.setCookies.first { $0.hasPrefix("hesap_reset=") })
        #expect(line.hasSuffix("; Max-Age=3600; Path=\(form); HttpOnly; SameSite=Lax"))
        let page = try await browser.open(form)
        #expect(page.shows("name=\"new_password1\"") && page.header("Referrer-Policy") == "no-referrer")
        let token = try #require(link.split(separator: "/").last)
        #expect(!page.shows(String(token)))
        let done = try await browser.send(form, Self.fields)
        #expect(done.status == 303 && done.destination == "/account/login/")
        #expect(try await browser.open("/account/login/").shows("role=\"status\""))
        let signedIn = try await browser.send(
            "/account/login/",
            ["email": "ayse@example.com", "password": TestShop.otherPassword]
        )
        #expect(signedIn.status == 303)
    }

    @Test("a scanner that opens the link a hundred times uses nothing up and writes nothing")
    func scanner() async throws {
        let (browser, link, form) = try await Self.linked()
        let before = Footprint(browser.storefront.shop)
        for _ in 1...100 {
            for method in [HTTPRequest.Method.get, .head] {
                var call = Call(method, link)
                call.headers = [("Accept", "text/html")]
                let answer = try await browser.storefront.rawAnswer(to: call)
                #expect(answer.status == 303)
                call.headers = []
                #expect(try await browser.storefront.rawAnswer(to: call).status == 200)
            }
        }
        #expect(Footprint(browser.storefront.shop).traces(since: before) == [])
        _ = try await browser.open(link)
        #expect(try await browser.send(form, Self.fields).status == 303)
    }

    @Test("a used link and the form without its cookie say that the link is no longer good")
    func invalid() async throws {
        let (browser, link, form) = try await Self.linked()
        #expect(try await !browser.open(form).shows("new_password1"))
        _ = try await browser.open(link)
        _ = try await browser.send(form, Self.fields)
        let opened = try await browser.open(link)
        #expect(opened.status == 303 && opened.destination == form && opened.cookie("hesap_reset") == "")
        let page = try await browser.open(form)
        #expect(page.status == 200 && !page.shows("new_password1") && page.shows("/account/password/reset/"))
        let again = try await browser.send(form, Self.fields)
        #expect(again.status == 200 && !again.shows("new_password1"))
    }

    @Test("a weak password is refused with every reason, and the link stays good")
    func weak() async throws {
        let (browser, link, form) = try await Self.linked()
        _ = try await browser.open(link)
        let refused = try await browser.send(form, ["new_password1": "12345", "new_password2": "12345"])
        #expect(refused.status == 200 && refused.shows(Message.password(.entirelyNumeric).text(in: .english)))
        #expect(refused.shows(Message.password(.tooCommon).text(in: .english)) && !refused.shows("12345"))
        #expect(try await browser.send(form, Self.fields).status == 303)
    }

    @Test("a link posted to directly, as a script does, still answers JSON")
    func script() async throws {
        let (browser, link, _) = try await Self.linked()
        let body = #"{"new_password1":"\#(TestShop.otherPassword)","new_password2":"\#(TestShop.otherPassword)"}"#
        let answer = try await browser.storefront.rawAnswer(to: .post(link, body))
        #expect(answer.status == 200 && answer.text.isEmpty)
        #expect(answer.header("Vary") == "Accept, Cookie, Accept-Language")
    }

    @Test(
        "who would rather have a page",
        arguments: [
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true), ("text/html", true),
            ("TEXT/HTML; q=0.5", true), ("*/*", false), ("application/json", false), ("", false),
            ("application/json, text/html;q=0.9", false), ("text/html;q=0", false), ("text/*", false),
            ("application/json;q=0.5, text/html;q=0.5", true), ("text/html;q=x", false),
            ("text/html, application/json;q=inf", true), ("text/html;q=nan", false), ("text/html;q=2", false),
        ]
    )
    func negotiation(_ accept: String, _ isPage: Bool) {
        #expect(MediaPreference.wantsHTML(accept: accept) == isPage)
    }
}
