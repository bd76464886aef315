import DjangoCompat
import HesapDomain
import HesapTestKit
import Hummingbird
import Testing

@testable import HesapHTTP

struct SessionCookieTests {
    private static let write = Call.post("/users/activate-currency/", #"{"currency_code":"USD"}"#)
    private static let dead = "abcdefghijklmnopqrstuvwxyz012345"

    @Test("the id is set under every name, with Django's attributes", arguments: attributes)
    func carriesAttributes(_ row: Attributes) async throws {
        let storefront = try await Storefront(row.configure)
        let answer = try await storefront.answer(to: Self.write)
        let key = try #require(storefront.shop.store.rows.sessions.keys.first).text
        #expect(answer.setCookies == row.lines.map { "\($0.name)=\(key); \($0.attributes)" })
    }

    struct Attributes: Sendable {
        let configure: @Sendable (inout HTTPConfiguration) -> Void
        let lines: [(name: String, attributes: String)]
    }

    private static let lax = "Max-Age=1209600; Path=/; HttpOnly; SameSite=Lax"
    private static let attributes = [
        Attributes(configure: { _ in }, lines: [("sessionid", lax), ("osessionid", lax)]),
        Attributes(
            configure: { $0.cookiesSecure = true },
            lines: [("sessionid", lax + "; Secure"), ("osessionid", lax + "; Secure")]
        ),
        Attributes(
            configure: { configuration in
                configuration.sessionCookieNames = ["__Host-shop"]
                configuration.sessionCookieAge = 60
                configuration.sameSite = .strict
                configuration.cookiesSecure = true
            },
            lines: [("__Host-shop", "Max-Age=60; Path=/; HttpOnly; SameSite=Strict; Secure")]
        ),
        Attributes(
            configure: { configuration in
                configuration.sessionCookieNames = ["a", "b", "c"]
                configuration.sameSite = .none
            },
            lines: ["a", "b", "c"].map { ($0, "Max-Age=1209600; Path=/; HttpOnly; SameSite=None") }
        ),
    ]

    @Test("cleared cookies carry the attributes they were set with")
    func clearedAttributes() async throws {
        let storefront = try await Storefront { $0.cookiesSecure = true }
        let key = try await storefront.enter(as: .guest)
        let answer = try await storefront.answer(to: Call(.post, "/users/logout/").session(key))
        let attributes = "=; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure"
        #expect(answer.setCookies == ["sessionid" + attributes, "osessionid" + attributes])
    }

    @Test("an id that names no live session is never adopted", arguments: strangers)
    func neverAdopted(_ id: String) async throws {
        let storefront = try await Storefront()
        let read = try await storefront.answer(to: .get("/users/session/").session(id))
        #expect(read.cookie("sessionid") == "" && read.cookie("osessionid") == "")
        #expect(storefront.shop.store.rows.sessions.isEmpty)
        let written = try await storefront.answer(to: Self.write.session(id))
        let key = try #require(storefront.shop.store.rows.sessions.keys.first).text
        #expect(storefront.shop.store.rows.sessions.count == 1)
        #expect(key != id)
        #expect(written.cookie("sessionid") == key && written.cookie("osessionid") == key)
    }

    private static let strangers = [
        dead, "", "a", "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345", dead + "6", "../../../../etc/passwd/aaaaaaaaa",
        "abcdefghijklmnopqrstuvwxyz01234ş", "' OR '1'='1", "%61bcdefghijklmnopqrstuvwxyz01234", "\"\"",
        String(repeating: "a", count: 4000),
    ]

    @Test("an id that has run out is never adopted")
    func expired() async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .shopper)
        storefront.shop.clock.advance(seconds: TestShop.sessionLifetimeSeconds)
        let read = try await storefront.answer(to: .get("/current_user/").session(key))
        #expect(read.status == 401)
        #expect(read.cookie("sessionid") == "")
        let written = try await storefront.answer(to: Self.write.session(key))
        #expect(written.cookie("sessionid") != key)
        #expect(written.cookie("sessionid")?.isEmpty == false)
    }

    @Test("a session of a changed password is dead, and gone with the next write")
    func changedPassword() async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .shopper)
        let changed = storefront.shop.hasher.stored(TestShop.otherPassword)
        storefront.shop.edit(try storefront.shopper().id) { $0.password = changed }
        let read = try await storefront.answer(to: .get("/current_user/").session(key))
        #expect(read.status == 401 && read.cookie("sessionid") == "")
        let written = try await storefront.answer(to: Self.write.session(key))
        #expect(written.cookie("sessionid") != key)
        #expect(storefront.shop.store.rows.sessions.keys.map(\.text) == [written.cookie("sessionid")])
    }

    @Test("of two names the first that names a live session wins", arguments: pairs)
    func twoNames(_ pair: Pair) async throws {
        let storefront = try await Storefront()
        let live = try #require(try await storefront.shop.guest([.set("currency", .string("USD"))]).key?.text)
        let other = try #require(try await storefront.shop.guest([.set("currency", .string("EUR"))]).key?.text)
        let values = ["live": live, "other": other, "dead": Self.dead, "malformed": "x"]
        var call = Call.get("/users/session/")
        for (name, value) in pair.cookies { call = call.cookie(name, values[value] ?? "") }
        let answer = try await storefront.answer(to: call)
        #expect(answer.json?["currency"] == .string(pair.currency))
        #expect(answer.setCookies.isEmpty == (pair.currency != "TRY"))
    }

    struct Pair: Sendable {
        let cookies: [(String, String)]
        let currency: String
    }

    private static let pairs = [
        Pair(cookies: [("sessionid", "live")], currency: "USD"),
        Pair(cookies: [("osessionid", "live")], currency: "USD"),
        Pair(cookies: [("sessionid", "live"), ("osessionid", "live")], currency: "USD"),
        Pair(cookies: [("sessionid", "live"), ("osessionid", "other")], currency: "USD"),
        Pair(cookies: [("osessionid", "live"), ("sessionid", "other")], currency: "EUR"),
        Pair(cookies: [("sessionid", "dead"), ("osessionid", "live")], currency: "USD"),
        Pair(cookies: [("sessionid", "live"), ("osessionid", "dead")], currency: "USD"),
        Pair(cookies: [("sessionid", "malformed"), ("osessionid", "live")], currency: "USD"),
        Pair(cookies: [("sessionid", "dead"), ("osessionid", "malformed")], currency: "TRY"),
        // Of two cookies of one name the last counts, as in Django.
        Pair(cookies: [("sessionid", "other"), ("sessionid", "live")], currency: "USD"),
        Pair(cookies: [("SessionID", "live"), ("sessionid", "dead")], currency: "TRY"),
    ]

    @Test("reading makes no session, whatever is read", arguments: reads)
    func readsMakeNone(_ path: String) async throws {
        let storefront = try await Storefront()
        let answer = try await storefront.answer(to: .get(path))
        #expect(answer.cookie("sessionid") == nil && answer.cookie("osessionid") == nil)
        #expect(storefront.shop.store.rows.sessions.isEmpty)
    }

    private static let reads = [
        "/csrf_token/", "/users/session/", "/users/city/", "/current_user/", "/users/profile/", "/users/sessions/",
        "/address/city/", "/address/city/1/", "/users/reset/MQ/x-y/", "/openapi.json", "/docs/", "/nowhere/",
    ]

    @Test("a cookie header is read as Django reads it", arguments: headers)
    func parsing(_ header: Header) {
        let cookies = Cookies(header.lines)
        #expect(cookies["sessionid"] == header.value)
    }

    struct Header: Sendable {
        let lines: [String]
        let value: String?

        init(_ lines: String..., value: String?) {
            (self.lines, self.value) = (lines, value)
        }
    }

    private static let headers = [
        Header("sessionid=a", value: "a"), Header("x=1; sessionid=a;y=2", value: "a"),
        Header("sessionid=\"a\"", value: "a"), Header("sessionid=a=b", value: "a=b"), Header("sessionid=", value: ""),
        Header("sessionid", value: nil), Header("=a", value: nil), Header("", value: nil), Header(";;; ;", value: nil),
        Header(" \tsessionid = a ", value: "a"), Header("sessionid=a", "sessionid=b", value: "b"),
        Header("xsessionid=a", value: nil), Header("sessionid=a,b", value: "a,b"), Header("sessionid=\"", value: "\""),
    ]

    @Test(
        "the cookie lasts as long as set_expiry says",
        arguments: [(60, "; Max-Age=60"), (-5, "; Max-Age=-5"), (0, "")]
    )
    func expiry(seconds: Int64, age: String) async throws {
        let storefront = try await Storefront()
        let guest = try await storefront.shop.guest([.set("_session_expiry", .integer(seconds))])
        // A session that ends at once is not there for the next request.
        guard seconds >= 0 else {
            #expect(try await storefront.shop.reopen(guest).key == nil)
            return
        }
        let key = try #require(guest.key?.text)
        let answer = try await storefront.answer(to: Self.write.session(key))
        #expect(answer.setCookies.first == "sessionid=\(key)\(age); Path=/; HttpOnly; SameSite=Lax")
    }

    @Test(
        "a session under a former key gets its new id with any answer, one that caches may keep too",
        arguments: ["/users/session/", "/current_user/", "/openapi.json", "/nowhere-in/users/", "/address/city/"]
    )
    func renewedKey(_ path: String) async throws {
        let storefront = try await Storefront()
        _ = try await storefront.enter(as: .visitor)
        let account = try storefront.shopper()
        let old = SecretKeys(primary: "an older secret", fallbacks: [])
        var payload = SessionPayload()
        payload.set("_auth_user_id", .string(String(account.id.raw)))
        payload.set("_auth_user_hash", .string(SessionAuthHash(secretKeys: old).text(for: account.password)))
        let key = try #require(SessionKey(Self.dead))
        let text = SessionCodec(secretKeys: old).encode(payload, at: storefront.shop.clock.now.seconds)
        let row = NewSession(key: key, text: text, expires: storefront.shop.clock.now.adding(seconds: 1000))
        #expect(try await storefront.shop.store.sessionStore.create(row))
        let answer = try await storefront.answer(to: .get(path).session(Self.dead))
        guard answer.status != 404 else {
            #expect(answer.setCookies.isEmpty, "an unknown path opens no session")
            return
        }
        let renewed = try #require(answer.cookie("sessionid"))
        #expect(renewed != Self.dead && renewed.count == 32)
        #expect(answer.cookie("osessionid") == renewed)
        #expect(answer.header("Cache-Control") == "no-store")
        #expect(try await storefront.answer(to: .get("/current_user/").session(renewed)).status == 200)
        // A request that was sent together with the first one.
        let late = try await storefront.answer(to: .get("/current_user/").session(Self.dead))
        #expect(late.status == 200 && late.cookie("sessionid") == renewed)
    }
}
