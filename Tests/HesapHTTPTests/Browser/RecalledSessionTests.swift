import DjangoCompat
import HesapDomain
import HesapTestKit
import Hummingbird
import Testing

@testable import HesapHTTP

/// Requests that begin with a session as it is remembered: what they answer must not tell whether it was.
struct RecalledSessionTests {
    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let elsewhere: @Sendable (TestShop, SessionKey) throws -> Void
        /// Of the session that the request came with; nil when it is over, and the basket with it.
        let basket: Int64?
    }

    private static let unchanged = Change(testDescription: "unchanged", elsewhere: { _, _ in }, basket: 7)
    private static let changes = [
        unchanged,
        Change(
            testDescription: "changed",
            elsewhere: { shop, key in try shop.setElsewhere("basket", .integer(8), in: key) },
            basket: 8
        ),
        Change(
            testDescription: "ended",
            elsewhere: { shop, key in shop.store.edit { $0.sessions[key] = nil } },
            basket: nil
        ),
        Change(
            testDescription: "run out",
            elsewhere: { shop, _ in shop.clock.advance(seconds: TestShop.sessionLifetimeSeconds) },
            basket: nil
        ),
    ]

    /// A storefront that has just shown a guest's session.
    private static func seen() async throws -> (storefront: Storefront, key: SessionKey) {
        let storefront = try await Storefront()
        try storefront.addCities()
        let key = try #require(try await storefront.enter(as: .guest).flatMap(SessionKey.init))
        _ = try await storefront.answer(to: .get("/users/session/").session(key.text))
        return (storefront, key)
    }

    private static let writes = [
        Call.post("/users/activate-currency/", #"{"currency_code":"USD"}"#),
        Call.post("/users/city/", #"{"city":"izmir"}"#),
    ]

    @Test("what another process did to the session meanwhile counts", arguments: changes, writes)
    func written(_ change: Change, _ call: Call) async throws {
        let (storefront, key) = try await Self.seen()
        try change.elsewhere(storefront.shop, key)
        let before = storefront.shop.store.calls(of: .sessionStore)
        let answer = try await storefront.answer(to: call.session(key.text))
        #expect((200...204).contains(answer.status))
        let written = try #require(answer.cookie("sessionid").flatMap(SessionKey.init))
        #expect((written == key) == (change.basket != nil))
        let text = try #require(storefront.shop.store.rows.sessions[written]).text
        let payload = try #require(SessionCodec(secretKeys: TestShop.secretKeys).decode(text))
        #expect(payload["basket"] == change.basket.map(JSONValue.integer))
        #expect(payload["currency"] == .string("USD") || payload["city"] == .integer(311_046))
        let isUnchanged = change.testDescription == Self.unchanged.testDescription
        #expect((storefront.shop.store.calls(of: .sessionStore) == before + 1) == isUnchanged)
    }

    @Test("a refusal, too, tells the browser whether its session is over", arguments: changes)
    func refused(_ change: Change) async throws {
        let (storefront, key) = try await Self.seen()
        try change.elsewhere(storefront.shop, key)
        let call = Call.post("/users/activate-currency/", #"{"currency_code":"GBP"}"#)
        let answer = try await storefront.answer(to: call.session(key.text))
        #expect(answer.status == 400)
        #expect(answer.cookie("sessionid") == (change.basket == nil ? "" : nil))
    }

    @Test("a session that somebody signed in with under the same key is looked at as theirs")
    func signedInElsewhere() async throws {
        let (storefront, key) = try await Self.seen()
        let account = try storefront.shopper()
        let shopper = try await storefront.shop.signedIn(account)
        let text = try #require(shopper.key.flatMap { storefront.shop.store.rows.sessions[$0] }).text
        storefront.shop.store.edit { $0.sessions[key]?.text = text }
        let answer = try await storefront.answer(to: Self.writes[1].session(key.text))
        #expect(answer.status == 200)
        #expect(try storefront.shop.account(account.id).profile.city?.raw == 311_046)
    }

    @Test("a store that is busy is asked once")
    func busy() async throws {
        let (storefront, key) = try await Self.seen()
        storefront.shop.store.fail(.sessionStore, with: .busy(retryAfterSeconds: 1))
        let before = storefront.shop.store.calls(of: .sessionStore)
        let answer = try await storefront.answer(to: Self.writes[0].session(key.text))
        #expect(answer.status == 503)
        #expect(answer.setCookies.isEmpty)
        #expect(storefront.shop.store.calls(of: .sessionStore) == before + 1)
    }
}
