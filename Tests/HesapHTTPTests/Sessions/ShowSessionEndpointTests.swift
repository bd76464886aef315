import DjangoCompat
import HesapDomain
import HesapTestKit
import Hummingbird
import Testing

@testable import HesapHTTP

struct ShowSessionEndpointTests {
    private static let path = "/users/session/"

    @Test("a visitor is told what the shop window needs, and gets no session", arguments: visitors)
    func shows(_ visitor: Visitor) async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: visitor.who)
        let before = Footprint(storefront.shop)
        let answer = try await storefront.answer(to: .get(Self.path).session(key).language(visitor.language))
        #expect(answer.status == 200)
        #expect(answer.text == visitor.body)
        #expect(answer.setCookies == [])
        #expect(Footprint(storefront.shop).traces(since: before) == [])
    }

    struct Visitor: Sendable {
        let who: RouterScenario.Who
        let language: String?
        let body: String

        init(_ who: RouterScenario.Who, _ language: String?, shown: String) {
            (self.who, self.language) = (who, language)
            let signedIn = who == .shopper
            body =
                #"{"is_authenticated":\#(signedIn),"user_type":"\#(signedIn ? "registered" : "guest")","#
                + #""currency":"TRY","city":null,"language":"\#(shown)"}"#
        }
    }

    private static let visitors = [
        Visitor(.visitor, nil, shown: "tr"), Visitor(.visitor, "en", shown: "en"), Visitor(.guest, "tr", shown: "tr"),
        Visitor(.shopper, "en-US,en;q=0.8", shown: "en"),
    ]
}

struct OwnSessionsEndpointTests {
    private static let path = "/users/sessions/"

    @Test("own sessions are listed, newest first, without their keys")
    func lists() async throws {
        let storefront = try await Storefront()
        let old = try await storefront.enter(as: .shopper)
        storefront.shop.clock.advance(seconds: 60)
        let origin = RequestOrigin.fixture(address: "192.0.2.7", userAgent: "Telefon")
        let new = try await storefront.shop.signedIn(try storefront.shopper(), origin: origin).key?.text
        let other = try storefront.shop.addAccount(email: "fatma@example.com")
        _ = try await storefront.shop.signedIn(other)
        let answer = try await storefront.answer(to: .get(Self.path).session(old))
        let ids = try publicIDs(storefront, [new, old])
        let expected =
            #"[{"id":"\#(ids[0])","created_at":"2026-03-01T12:01:00.123456Z","#
            + #""last_seen_at":"2026-03-01T12:01:00.123456Z","user_agent":"Telefon","address":"192.0.2.7","#
            + #""is_current":false},{"id":"\#(ids[1])","created_at":"2026-03-01T12:00:00.123456Z","#
            + #""last_seen_at":"2026-03-01T12:00:00.123456Z","user_agent":"Mozilla/5.0","address":"192.0.2.1","#
            + #""is_current":true}]"#
        #expect(answer.text == expected)
        for key in [old, new] { #expect(!answer.text.contains(try #require(key))) }
    }

    @Test("another session of one's own is ended; the own one stays")
    func endsAnother() async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .shopper)
        let phone = try await storefront.shop.signedIn(try storefront.shopper()).key?.text
        let id = try publicIDs(storefront, [phone])[0]
        let answer = try await storefront.answer(to: Call(.delete, Self.path + id + "/").session(key))
        #expect(answer.status == 204)
        #expect(answer.text == "" && answer.setCookies == [])
        #expect(try await storefront.answer(to: .get("/current_user/").session(phone)).status == 401)
        #expect(try await storefront.answer(to: .get("/current_user/").session(key)).status == 200)
    }

    @Test("ending the own session clears its cookies")
    func endsOwn() async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .shopper)
        let id = try publicIDs(storefront, [key])[0]
        let answer = try await storefront.answer(to: Call(.delete, Self.path + id).session(key))
        #expect(answer.status == 204)
        #expect(answer.cookie("sessionid") == "" && answer.cookie("osessionid") == "")
        #expect(storefront.shop.store.rows.sessions.isEmpty)
    }

    @Test("another shopper's session is not found", arguments: ["/", ""])
    func somebodyElses(slash: String) async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .shopper)
        let other = try storefront.shop.addAccount(email: "fatma@example.com")
        let victim = try await storefront.shop.signedIn(other).key?.text
        let id = try publicIDs(storefront, [victim])[0]
        let before = Footprint(storefront.shop)
        let answer = try await storefront.answer(to: Call(.delete, Self.path + id + slash).session(key))
        #expect(answer.status == 404)
        #expect(answer.text == Refusal.notFound)
        #expect(Footprint(storefront.shop).traces(since: before) == [])
    }

    @Test("an id that names no session is not found", arguments: unknown)
    func unknownID(_ scenario: RouterScenario) async throws {
        try await scenario.run()
    }

    private static let unknown = [
        "aaaaaaaaaaaaaaaa", "0", "-1", "AAAAAAAAAAAAAAAA", "%00", "%FF", "%", "aaaaaaaaaaaaaaa",
        "abcdefghijklmnopqrstuvwxyz012345", String(repeating: "a", count: 5000),
    ].map { id in
        RouterScenario(
            name: String(id.prefix(40)),
            who: .shopper,
            call: Call(.delete, path + id + "/"),
            status: .notFound,
            body: Refusal.notFound
        )
    }

    @Test("all other sessions are ended at once")
    func endsOthers() async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .shopper)
        let account = try storefront.shopper()
        let others = [try await storefront.shop.signedIn(account), try await storefront.shop.signedIn(account)]
        let fatma = try await storefront.shop.signedIn(try storefront.shop.addAccount(email: "fatma@example.com"))
        let answer = try await storefront.answer(to: Call(.delete, Self.path).session(key))
        #expect(answer.status == 204)
        for dead in others {
            #expect(try await storefront.answer(to: .get("/current_user/").session(dead.key?.text)).status == 401)
        }
        for alive in [key, fatma.key?.text] {
            #expect(try await storefront.answer(to: .get("/current_user/").session(alive)).status == 200)
        }
    }

    private func publicIDs(_ storefront: Storefront, _ keys: [String?]) throws -> [String] {
        try keys.map { text in
            let key = try #require(text.flatMap(SessionKey.init))
            return try #require(storefront.shop.store.rows.sessions[key]?.owner?.publicID.text)
        }
    }
}
