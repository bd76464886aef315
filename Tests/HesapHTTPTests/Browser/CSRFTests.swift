import DjangoCompat
import HesapDomain
import HesapTestKit
import Hummingbird
import Testing

@testable import HesapHTTP

/// An unsafe request that only the CSRF check can refuse.
private let write = Call.post("/users/activate-currency/", #"{"currency_code":"USD"}"#).withoutCSRF()
private let formWrite = Call(.post, "/users/activate-currency/", .form("currency_code=USD")).withoutCSRF()

/// `Call.csrfSecret` under the mask `a…z0…5`: Django 5.2 reads one from the other.
private let masked = "abcdefghijklmnopqrstuvwxyz012345" + "acegikmoqsuwyACEGIKMOQSUWYqsuwyA"

struct CSRFTokenTests {
    struct Attempt: Sendable, CustomTestStringConvertible {
        let name: String
        let call: Call
        /// Nil when it is let through.
        let code: String?

        init(_ name: String, _ call: Call, _ code: String? = nil) {
            (self.name, self.call, self.code) = (name, call, code)
        }

        var testDescription: String { name }
    }

    @Test("cookie and token are compared as Django compares them", arguments: pairs + forms)
    func compares(_ attempt: Attempt) async throws {
        let storefront = try await Storefront()
        let before = Footprint(storefront.shop)
        let answer = try await storefront.answer(to: attempt.call)
        #expect(answer.status == (attempt.code == nil ? 204 : 403))
        #expect(answer.code == attempt.code)
        let traces = Footprint(storefront.shop).traces(since: before)
        #expect(traces == (attempt.code == nil ? [.sessions] : []))
    }

    private static let secret = Call.csrfSecret
    private static let other = String(secret.reversed())

    private static func attempt(_ name: String, cookie: String?, header: String?, _ code: String? = nil) -> Attempt {
        var call = write
        if let cookie { call = call.cookie("csrftoken", cookie) }
        if let header { call = call.header("X-CSRFToken", header) }
        return Attempt(name, call, code)
    }

    private static let pairs = [
        attempt("bare", cookie: secret, header: secret),
        attempt("masked", cookie: secret, header: masked),
        attempt("an old cookie with a bare token", cookie: masked, header: secret),
        attempt("an old cookie with itself", cookie: masked, header: masked),
        attempt("the header's name in lower case", cookie: secret, header: secret),
        attempt("no cookie", cookie: nil, header: secret, "csrf_cookie_missing"),
        attempt("neither", cookie: nil, header: nil, "csrf_cookie_missing"),
        attempt("no token", cookie: secret, header: nil, "csrf_token_missing"),
        attempt("another token", cookie: secret, header: other, "csrf_token"),
        attempt("the token in another case", cookie: secret, header: secret.uppercased(), "csrf_token"),
        attempt("a token that was cut", cookie: secret, header: String(secret.dropLast()), "csrf_token"),
        attempt("a token too long", cookie: secret, header: secret + "a", "csrf_token"),
        attempt("a masked token that was cut", cookie: secret, header: String(masked.dropLast()), "csrf_token"),
        attempt("a token of another alphabet", cookie: secret, header: String(secret.dropLast()) + "-", "csrf_token"),
        attempt("a token of foreign letters", cookie: secret, header: String(secret.dropLast()) + "ş", "csrf_token"),
        attempt("the mask alone", cookie: secret, header: String(masked.prefix(32)), "csrf_token"),
        attempt("a cookie that was cut", cookie: "abc", header: secret, "csrf_cookie"),
        attempt("an empty cookie", cookie: "", header: secret, "csrf_cookie"),
        attempt("a cookie of another alphabet", cookie: String(secret.dropLast()) + "!", header: secret, "csrf_cookie"),
        attempt("equal, but no tokens", cookie: "null", header: "null", "csrf_cookie"),
    ]

    private static func form(_ token: String, header: String? = nil, _ code: String? = nil) -> Attempt {
        var call = formWrite.cookie("csrftoken", secret)
        call.body = .form("csrfmiddlewaretoken=\(token)&currency_code=USD")
        if let header { call = call.header("X-CSRFToken", header) }
        return Attempt("form \(token) header \(header ?? "-")", call, code)
    }

    private static let forms = [
        form(secret), form(masked), form(other, "csrf_token"), form("%20", "csrf_token"),
        // The form's field counts before the header; an empty one does not count.
        form(secret, header: other), form(other, header: secret, "csrf_token"), form("", header: secret),
        form("", "csrf_token_missing"),
        Attempt(
            "JSON carries no token",
            Call.post(
                "/users/activate-currency/",
                #"{"currency_code":"USD","csrfmiddlewaretoken":"\#(secret)"}"#
            ).withoutCSRF().cookie("csrftoken", secret),
            "csrf_token_missing"
        ),
    ]

    @Test("the cookie's name is a setting")
    func cookieName() async throws {
        let storefront = try await Storefront { $0.csrfCookieName = "__Host-csrf" }
        let token = try await storefront.answer(to: .get("/csrf_token/"))
        let secret = try #require(token.cookie("__Host-csrf"))
        let call = write.header("X-CSRFToken", secret)
        #expect(try await storefront.answer(to: call.cookie("__Host-csrf", secret)).status == 204)
        #expect(try await storefront.answer(to: call.cookie("csrftoken", secret)).code == "csrf_cookie_missing")
    }

    @Test("each refusal names what was wrong, in both languages", arguments: CSRFRefusal.allCases)
    func messages(_ refusal: CSRFRefusal) {
        let english = Message.csrf(refusal).text(in: .english)
        let turkish = Message.csrf(refusal).text(in: .turkish)
        #expect(english.hasPrefix("CSRF Failed: "))
        #expect(turkish.hasPrefix("CSRF doğrulaması başarısız: "))
        let named = ["Origin", "Referer", "CSRF cookie", "X-CSRFToken"].filter { english.contains($0) }
        #expect(!named.isEmpty)
    }
}

struct CSRFTokenEndpointTests {
    @Test("a first visitor gets a secret in the cookie and a token of it in the body")
    func first() async throws {
        let storefront = try await Storefront()
        let answer = try await storefront.answer(to: .get("/csrf_token/"))
        #expect(answer.status == 200)
        let secret = try #require(answer.cookie("csrftoken"))
        let token = try #require(answer.json?["csrf_token"]?.string)
        #expect(answer.text == #"{"csrf_token":"\#(token)"}"#)
        #expect(secret.count == 32 && token.count == 64)
        #expect(try #require(CSRFSecret(secret)).defect(of: token) == nil)
        #expect(answer.setCookies == ["csrftoken=\(secret); Max-Age=31449600; Path=/; SameSite=Lax"])
        #expect(storefront.shop.store.rows.sessions.isEmpty)
    }

    @Test("over https the cookie is secure, and scripts may read it")
    func secure() async throws {
        let storefront = try await Storefront { $0.cookiesSecure = true }
        let line = try #require(try await storefront.answer(to: .get("/csrf_token/")).setCookies.first)
        #expect(line.hasSuffix("; Max-Age=31449600; Path=/; SameSite=Lax; Secure"))
        #expect(!line.contains("HttpOnly"))
    }

    @Test("the secret is kept, and every token is masked anew", arguments: [Call.csrfSecret, masked])
    func kept(_ cookie: String) async throws {
        let storefront = try await Storefront()
        let call = Call.get("/csrf_token/").cookie("csrftoken", cookie)
        let answers = [try await storefront.answer(to: call), try await storefront.answer(to: call)]
        #expect(answers.map { $0.cookie("csrftoken") } == [Call.csrfSecret, Call.csrfSecret])
        #expect(answers[0].text != answers[1].text)
    }

    @Test("a malformed cookie is replaced", arguments: ["", "x", "abcdefghijklmnopqrstuvwxyzABCDE!", "null"])
    func replaced(_ cookie: String) async throws {
        let storefront = try await Storefront()
        let answer = try await storefront.answer(to: .get("/csrf_token/").cookie("csrftoken", cookie))
        let secret = try #require(answer.cookie("csrftoken"))
        #expect(secret.count == 32 && secret != cookie)
    }

    @Test("any answer replaces a malformed cookie, a refusal too, and leaves a good one alone")
    func replacedAnywhere() async throws {
        let storefront = try await Storefront()
        for call in [Call.get("/users/session/"), write.header("X-CSRFToken", Call.csrfSecret)] {
            let answer = try await storefront.answer(to: call.cookie("csrftoken", "damaged"))
            let secret = try #require(answer.cookie("csrftoken"))
            let form = write.cookie("csrftoken", secret).header("X-CSRFToken", secret)
            #expect(try await storefront.answer(to: form).status == 204)
            #expect(try await storefront.answer(to: call.cookie("csrftoken", secret)).cookie("csrftoken") == nil)
        }
    }

    @Test("the secret changes at sign-in, so that a planted one is worth nothing after it")
    func rotation() async throws {
        let storefront = try await Storefront()
        _ = try await storefront.enter(as: .visitor)
        let answer = try await storefront.answer(to: SignInEndpointTests.login("ayse@example.com"))
        let secret = try #require(answer.cookie("csrftoken"))
        #expect(secret.count == 32 && secret != Call.csrfSecret)
        let planted = write.session(answer.cookie("sessionid")).cookie("csrftoken", secret)
        #expect(try await storefront.answer(to: planted.header("X-CSRFToken", Call.csrfSecret)).code == "csrf_token")
        #expect(try await storefront.answer(to: planted.header("X-CSRFToken", secret)).status == 204)
    }

    @Test("a refused sign-in leaves the secret alone")
    func noRotation() async throws {
        let storefront = try await Storefront()
        _ = try await storefront.enter(as: .visitor)
        let answer = try await storefront.answer(to: SignInEndpointTests.login("ayse@example.com", "wrong"))
        #expect(answer.status == 400 && answer.setCookies == [])
    }
}

struct CSRFOriginTests {
    struct Sender: Sendable {
        let origin: String
        let host: String
        let isTrusted: Bool

        init(_ origin: String, host: String = Storefront.host, _ isTrusted: Bool) {
            (self.origin, self.host, self.isTrusted) = (origin, host, isTrusted)
        }
    }

    @Test("an Origin has to be the own host or a trusted one", arguments: senders)
    func origin(_ sender: Sender) async throws {
        let storefront = try await Storefront { configuration in
            configuration.allowedHosts = [.any]
            configuration.trustedOrigins = [
                "https://app.example.org:8443", "https://*.example.net", "http://*.local:81",
            ]
        }
        var call = write.cookie("csrftoken", Call.csrfSecret).header("X-CSRFToken", Call.csrfSecret)
        call = call.header("Origin", sender.origin).host(sender.host)
        let answer = try await storefront.answer(to: call)
        #expect(answer.status == (sender.isTrusted ? 204 : 403))
        #expect(answer.code == (sender.isTrusted ? nil : "csrf_origin"))
        #expect(storefront.shop.store.rows.sessions.isEmpty != sender.isTrusted)
    }

    private static let senders = [
        Sender("http://shop.example.com", true),
        Sender("http://shop.example.com:8080", host: "shop.example.com:8080", true),
        Sender("http://other.example", host: "other.example", true),
        Sender("https://shop.example.com", false), Sender("http://shop.example.com:8080", false),
        Sender("http://shop.example.com", host: "shop.example.com:8080", true),
        Sender("http://other.example", host: "shop.example.com:8080", false),
        Sender("null", false), Sender("", false), Sender("shop.example.com", false),
        Sender("http://shop.example.com/", false), Sender("http://shop.example.com.evil.example", false),
        Sender("http://evil.example", false), Sender("http://xshop.example.com", false),
        Sender("https://app.example.org:8443", true), Sender("https://app.example.org", false),
        Sender("https://app.example.org:8444", false), Sender("http://app.example.org:8443", false),
        Sender("https://a.example.net", true), Sender("https://a.b.example.net", true),
        // As in Django, where `*.example.net` stands for the domain too.
        Sender("https://example.net", true),
        Sender("http://a.example.net", false), Sender("https://a.example.net:8443", false),
        Sender("https://evilexample.net", false), Sender("https://a.example.net.evil.example", false),
        Sender("https://evil.example/.example.net", false), Sender("https://evil.example?.example.net", false),
        Sender("http://kasa.local:81", true), Sender("http://kasa.local", false),
    ]

    @Test("a trusted Origin does not stand for a token")
    func originAlone() async throws {
        let storefront = try await Storefront()
        let call = write.header("Origin", "http://shop.example.com")
        #expect(try await storefront.answer(to: call).code == "csrf_cookie_missing")
    }
}
