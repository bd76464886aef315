import DjangoCompat
import HTTPTypes
import HesapDomain
import HesapTestKit
import Hummingbird
import Testing

@testable import HesapHTTP

@Suite("Pages under requests that no page of ours sends")
struct HostilePageTests {
    @Test(
        "a crafted link adds nothing to the cookie that it sets",
        arguments: ["MQ;Domain=example.com", "MQ%3B%20Domain=example.com", "MQ;Path=/", "%0d%0aSet-Cookie:x=1"]
    )
    func cookieInjection(_ id: String) async throws {
        let browser = try await PageBrowser()
        let answer = try await browser.open("/users/reset/\(id)/abc-def/")
        #expect(answer.status == 303)
        let line = try #require(answer.setCookies.first { $0.hasPrefix("hesap_reset=") })
        let attributes = line.split(separator: ";").map { String($0.prefix { $0 != "=" }) }
        #expect(attributes == ["hesap_reset", " Max-Age", " Path", " HttpOnly", " SameSite"])
        #expect(answer.destination?.hasPrefix("/users/reset/") == true)
        #expect(answer.destination?.contains(where: { ";\r\n".contains($0) }) == false)
    }

    @Test("the password before anonymizing cannot be left out, whatever the body is")
    func anonymizeWithoutPassword() async throws {
        let bodies: [Call.Body] = [
            .form(""), .form("password="), .json("{}"), .json(#"{"password":null}"#), .json(#"{"password":""}"#),
            .json(#"{"password":["\#(TestShop.password)"]}"#),
        ]
        for body in bodies {
            let browser = try await PageBrowser()
            try await browser.storefront.shop.set(.selfAnonymizationEnabled, .bool(true))
            try await browser.enter(as: .shopper)
            let answer = try await browser.answer(to: Call(.post, "/account/anonymize/", body))
            #expect(answer.status == 200 && answer.shows("id=\"password-error\"><p>"), "\(body)")
            #expect(try browser.storefront.shopper().isActive, "\(body)")
        }
    }

    @Test(
        "a form sent without a session leads to the sign-in page, however incomplete it is",
        arguments: [
            "/account/profile/", "/account/password/", "/account/password/set/", "/account/anonymize/",
            "/account/sessions/end-others/", "/account/sessions/abc/end/",
        ]
    )
    func signedOut(_ path: String) async throws {
        let browser = try await PageBrowser()
        try await browser.storefront.shop.set(.selfAnonymizationEnabled, .bool(true))
        let answer = try await browser.send(path)
        #expect(answer.status == 303 && answer.destination == "/account/login/")
        #expect(try await browser.open("/account/login/").shows("role=\"status\">You were signed out meanwhile"))
    }

    @Test("a query that cannot be read keeps nobody from signing in", arguments: ["?discount=100%", "?next=%FF", "?%"])
    func query(_ query: String) async throws {
        let browser = try await PageBrowser()
        #expect(try await browser.open("/account/login/\(query)").shows("name=\"password\""))
    }

    @Test("what the pages are made of is there while the database is not")
    func assets() async throws {
        let browser = try await PageBrowser()
        try await browser.enter(as: .shopper)
        let page = try await browser.open("/account/")
        let paths = page.text.matches(of: #/(?:href|src)="(\/account\/assets\/[^"]+)"/#).map { String($0.output.1) }
        #expect(paths.count == 2)
        for path in paths {
            for method in [HTTPRequest.Method.get, .head] {
                browser.storefront.shop.store.fail(.sessionStore, with: .unavailable(detail: "away"))
                let call = Call(method, path).cookie("sessionid", try #require(browser.cookies["sessionid"]))
                let answer = try await browser.storefront.rawAnswer(to: call)
                #expect(answer.status == 200 && answer.setCookies.isEmpty)
                #expect(answer.header("Cache-Control") == "public, max-age=31536000, immutable")
            }
        }
    }

    @Test("a page that cannot be shown for want of the database says when to come back, and offers no form")
    func outage() async throws {
        let browser = try await PageBrowser()
        try await browser.enter(as: .shopper)
        browser.storefront.shop.store.fail(.sessionStore, with: .unavailable(detail: "SQLITE_CANTOPEN 14"))
        let answer = try await browser.open("/account/profile/")
        #expect(answer.status == 503 && answer.header("Retry-After") == "2")
        #expect(answer.shows("<h1>") && !answer.shows("<form") && !answer.shows("SQLITE"))
        #expect(answer.setCookies.isEmpty, "the session of a shopper outlives an outage")
    }

    @Test("an answer that is a page or JSON by Accept says so to caches", arguments: ["/nowhere/", "/current_user/"])
    func vary(_ path: String) async throws {
        let browser = try await PageBrowser()
        let page = try await browser.open(path)
        let json = try await browser.storefront.rawAnswer(to: .get(path))
        #expect(page.header("Content-Type") == "text/html; charset=utf-8")
        #expect(json.header("Content-Type") == "application/json; charset=utf-8")
        for answer in [page, json] { #expect(answer.header("Vary") == "Accept, Cookie, Accept-Language") }
    }
}
