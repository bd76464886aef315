import DjangoCompat
import HesapDomain
import HesapTestKit
import Hummingbird
import Testing

@testable import HesapHTTP

/// What holds for every line of the route table, now and when a line is added.
struct RouteRulesTests {
    /// A line of the table with its parameters filled in.
    struct Line: Sendable, CustomTestStringConvertible {
        let method: HTTPRequest.Method
        let pattern: String
        let path: String

        var call: Call { Call(method, path) }
        var testDescription: String { "\(method.rawValue) \(pattern)" }
    }

    private static func lines() async throws -> [Line] {
        let parameters = ["{uidb64}": "MQ", "{token}": "abc-def", "{id}": "745044"]
        let storefront = try await Storefront()
        return shopRoutes(storefront.useCases, storefront.configuration).map { route in
            let path = parameters.reduce(route.path) { $0.replacing($1.key, with: $1.value) }
            return Line(method: route.method, pattern: route.path, path: path)
        }
    }

    private static func unsafeLines() async throws -> [Line] { try await lines().filter { $0.call.isUnsafe } }
    private static func safeLines() async throws -> [Line] { try await lines().filter { !$0.call.isUnsafe } }

    @Test(
        "an unsafe request without CSRF cookie or token is refused and does nothing",
        arguments: try await unsafeLines()
    )
    func csrf(_ line: Line) async throws {
        for isShopper in [false, true] {
            let storefront = try await Storefront()
            let key = try await storefront.enter(as: isShopper ? .shopper : .visitor)
            try await storefront.shop.set(.selfAnonymizationEnabled, .bool(true))
            let bare = line.call.withoutCSRF().session(key)
            let before = Footprint(storefront.shop)
            let noCookie = try await storefront.answer(to: bare)
            #expect(noCookie.status == 403 && noCookie.code == "csrf_cookie_missing")
            let noToken = try await storefront.answer(to: bare.cookie("csrftoken", Call.csrfSecret))
            #expect(noToken.status == 403 && noToken.code == "csrf_token_missing")
            let origin = try await storefront.answer(to: line.call.session(key).header("Origin", "http://evil.example"))
            #expect(origin.status == 403 && origin.code == "csrf_origin")
            #expect(Footprint(storefront.shop).traces(since: before) == [])
        }
    }

    @Test("a safe request leaves nothing behind", arguments: try await safeLines())
    func safe(_ line: Line) async throws {
        for who in [RouterScenario.Who.visitor, .guest, .shopper] {
            let storefront = try await Storefront()
            let key = try await storefront.enter(as: who)
            try storefront.addCities()
            try await storefront.shop.set(.selfAnonymizationEnabled, .bool(true))
            let before = Footprint(storefront.shop)
            for method in [HTTPRequest.Method.get, .head, .options] {
                _ = try await storefront.answer(to: Call(method, line.path).session(key))
            }
            #expect(Footprint(storefront.shop).traces(since: before) == [])
        }
    }

    @Test("the last slash is optional, and changes nothing", arguments: try await lines())
    func slash(_ line: Line) async throws {
        let bare = line.path.hasSuffix("/") ? String(line.path.dropLast()) : line.path
        var answers: [[String]] = []
        for path in [bare, bare + "/"] {
            let storefront = try await Storefront()
            let key = try await storefront.enter(as: .shopper)
            try storefront.addCities()
            answers.append(try await storefront.answer(to: line.call.to(path).session(key)).comparable)
        }
        #expect(answers[0] == answers[1])
        #expect(!answers[0][0].hasPrefix("3") && answers[0][0] != "405")
    }

    @Test("HEAD is GET without the body", arguments: try await safeLines())
    func head(_ line: Line) async throws {
        var answers: [Answer] = []
        for method in [HTTPRequest.Method.get, .head] {
            let storefront = try await Storefront()
            let key = try await storefront.enter(as: .shopper)
            try storefront.addCities()
            answers.append(try await storefront.answer(to: Call(method, line.path).session(key)))
        }
        #expect(answers[1].text == "")
        #expect(answers[0].comparable.dropLast() == answers[1].comparable.dropLast())
    }

    // MARK: Methods

    private static let allowed = [
        "/users/activate-currency/": "OPTIONS, POST",
        "/users/anonymize/": "GET, HEAD, OPTIONS, PATCH, POST",
        "/users/reset/{uidb64}/{token}/": "GET, HEAD, OPTIONS, POST",
        "/users/city/": "GET, HEAD, OPTIONS, PATCH, POST, PUT",
        "/users/language/": "OPTIONS, POST",
        "/csrf_token/": "GET, HEAD, OPTIONS",
        "/users/session/": "GET, HEAD, OPTIONS",
        "/users/login/": "OPTIONS, POST",
        "/users/logout/": "OPTIONS, POST",
        "/users/registration/": "OPTIONS, POST",
        "/current_user/": "GET, HEAD, OPTIONS",
        "/users/profile/": "GET, HEAD, OPTIONS, PATCH",
        "/users/password/reset/": "OPTIONS, POST",
        "/users/password/change/": "OPTIONS, POST",
        "/users/password/set/": "OPTIONS, POST",
        "/users/password/check/": "OPTIONS, POST",
        "/users/sessions/": "DELETE, GET, HEAD, OPTIONS",
        "/users/sessions/{id}/": "DELETE, OPTIONS",
        "/address/city/": "GET, HEAD, OPTIONS",
        "/address/city/{id}/": "GET, HEAD, OPTIONS",
        "/openapi.json": "GET, HEAD, OPTIONS",
        "/docs/": "GET, HEAD, OPTIONS",
    ]

    @Test("the paths are those of the contract")
    func paths() async throws {
        #expect(try await Set(Self.lines().map(\.pattern)) == Set(Self.allowed.keys))
    }

    @Test("a wrong method is 405 with what is allowed; OPTIONS says the same", arguments: try await lines())
    func methods(_ line: Line) async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .shopper)
        let allow = try #require(Self.allowed[line.pattern])
        let options = try await storefront.answer(to: Call(.options, line.path))
        #expect(options.status == 200 && options.text == "" && options.header("Allow") == allow)
        let known = Set(allow.split(separator: ", ").map(String.init))
        let before = Footprint(storefront.shop)
        for name in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"] where !known.contains(name) {
            let method = try #require(HTTPRequest.Method(name))
            let answer = try await storefront.answer(to: Call(method, line.path).session(key))
            #expect(answer.status == 405, "\(name)")
            #expect(answer.header("Allow") == allow, "\(name)")
            let body = Refusal.detail("This method is not allowed here.", code: "method_not_allowed")
            #expect(answer.text == (name == "HEAD" ? "" : body))
            #expect(answer.setCookies == [])
        }
        #expect(Footprint(storefront.shop).traces(since: before) == [])
    }

    // MARK: Who and what

    private static let needsAccount = Set([
        "PATCH /users/anonymize/", "POST /users/anonymize/", "GET /users/anonymize/", "GET /current_user/",
        "GET /users/profile/",
        "PATCH /users/profile/", "POST /users/password/change/", "POST /users/password/set/", "GET /users/sessions/",
        "DELETE /users/sessions/", "DELETE /users/sessions/{id}/",
    ])

    @Test("exactly the endpoints that need an account say so to a guest", arguments: try await lines())
    func account(_ line: Line) async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .guest)
        try await storefront.shop.set(.selfAnonymizationEnabled, .bool(true))
        let before = Footprint(storefront.shop)
        let english = try await storefront.answer(to: line.call.session(key))
        #expect((english.status == 401) == Self.needsAccount.contains(line.testDescription))
        guard english.status == 401 else { return }
        #expect(english.text == Refusal.notAuthenticated)
        let turkish = try await storefront.answer(to: line.call.session(key).language("tr"))
        #expect(turkish.text == Phrasebook.turkish(Refusal.notAuthenticated))
        #expect(Footprint(storefront.shop).traces(since: before) == [])
    }

    private static let forEverybody = Set([
        "GET /address/city/", "GET /address/city/{id}/", "GET /openapi.json", "GET /docs/",
    ])

    @Test("what is personal is kept by no cache", arguments: try await lines())
    func caching(_ line: Line) async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .shopper)
        try storefront.addCities()
        let answer = try await storefront.answer(to: line.call.session(key))
        if Self.forEverybody.contains(line.testDescription) {
            #expect(answer.header("Cache-Control")?.hasPrefix("public") == true)
            #expect(answer.header("Vary")?.contains("Cookie") == false)
        } else {
            #expect(answer.header("Cache-Control") == "no-store")
            #expect(answer.header("Vary") == "Cookie, Accept-Language")
        }
    }

    @Test("a path that is not listed is 404", arguments: unknown)
    func unknownPath(_ path: String) async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .shopper)
        for method in [HTTPRequest.Method.get, .post, .delete, .options] {
            let answer = try await storefront.answer(to: Call(method, path).session(key))
            #expect(answer.status == 404)
            #expect(answer.text == Refusal.notFound)
            #expect(answer.header("Allow") == nil && answer.setCookies == [])
        }
        let turkish = try await storefront.answer(to: .get(path).language("tr"))
        #expect(turkish.text == Phrasebook.turkish(Refusal.notFound))
    }

    private static let unknown = [
        "/", "/users/", "/users/login/x/", "/USERS/LOGIN/", "/users/reset/MQ/", "/users/reset/MQ/a/b/", "/metrics",
        "/health/live", "/health/ready", "/admin/", "/users/%6Cogin/", "/users/sessions/a/b", "/.env", "/%00",
        "/users/../users/session/", "/" + String(repeating: "a/", count: 2000),
    ]

    @Test("no answer may be read by a page of another site, whatever is asked", arguments: try await lines())
    func otherSites(_ line: Line) async throws {
        let storefront = try await Storefront { $0.trustedOrigins = ["https://app.example.org"] }
        let key = try await storefront.enter(as: .shopper)
        for origin in ["https://evil.example", "null", "https://app.example.org", "http://shop.example.com"] {
            let preflight = Call(.options, line.path).header("Access-Control-Request-Method", line.method.rawValue)
            for call in [line.call.session(key), preflight.header("Access-Control-Request-Headers", "x-csrftoken")] {
                let answer = try await storefront.answer(to: call.header("Origin", origin))
                #expect(!answer.headers.contains { $0.name.canonicalName.hasPrefix("access-control-") })
            }
        }
    }

    @Test("an answer may be neither framed nor run, whatever a browser takes it for", arguments: try await lines())
    func policy(_ line: Line) async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .shopper)
        let calls = [line.call.session(key), line.call.withoutCSRF(), Call(.options, line.path), .get("/nowhere/")]
        for call in calls {
            let answer = try await storefront.answer(to: call)
            let policy = try #require(answer.header("Content-Security-Policy"))
            let directives = policy.split(separator: ";").map { String($0.drop { $0 == " " }) }
            let least = ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]
            #expect(Set(directives).isSuperset(of: least))
        }
    }

    @Test("HSTS is sent where the shop is on https, and only there", arguments: [true, false])
    func transportSecurity(isHTTPS: Bool) async throws {
        let storefront = try await Storefront(publicURL: (isHTTPS ? "https" : "http") + "://shop.example.com")
        for path in ["/users/session/", "/nowhere", "/users/login/"] {
            let answer = try await storefront.answer(to: .get(path))
            #expect(answer.header("Strict-Transport-Security") == (isHTTPS ? "max-age=31536000" : nil))
        }
    }

    @Test("HSTS is for hosts below the shop's where that is asked for, never without https", arguments: [true, false])
    func transportSecurityOfSubdomains(isHTTPS: Bool) async throws {
        let url = (isHTTPS ? "https" : "http") + "://shop.example.com"
        let storefront = try await Storefront(publicURL: url) { $0.hstsIncludesSubdomains = true }
        for path in ["/users/session/", "/nowhere", "/users/login/"] {
            let answer = try await storefront.answer(to: .get(path))
            let policy = isHTTPS ? "max-age=31536000; includeSubDomains" : nil
            #expect(answer.header("Strict-Transport-Security") == policy)
        }
    }
}
