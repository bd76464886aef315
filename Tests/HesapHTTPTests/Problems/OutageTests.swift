import DjangoCompat
import HesapDomain
import HesapTestKit
import Hummingbird
import Testing

@testable import HesapHTTP

struct OutageTests {
    private static let busy = Refusal.detail("The service is busy. Please try again in a moment.", code: "try_later")

    struct Victim: Sendable, CustomTestStringConvertible {
        let port: ShopPort
        var who = RouterScenario.Who.visitor
        let call: Call

        var testDescription: String { "\(port) in \(call.method.rawValue) \(call.path)" }
    }

    /// Each port at each place where a request first needs it.
    private static let victims = [
        Victim(port: .sessionStore, who: .guest, call: .get("/users/session/")),
        Victim(port: .sessionStore, call: .post("/users/activate-currency/", #"{"currency_code":"USD"}"#)),
        Victim(port: .sessionStore, who: .shopper, call: .get("/current_user/")),
        Victim(port: .accounts, who: .shopper, call: .patch("/users/profile/", #"{"first_name":"Ayşegül"}"#)),
        Victim(port: .accounts, call: SignInEndpointTests.login("ayse@example.com")),
        Victim(port: .throttles, call: SignInEndpointTests.login("ayse@example.com")),
        Victim(port: .signIns, call: SignInEndpointTests.login("ayse@example.com")),
        Victim(port: .sessionList, who: .shopper, call: .get("/users/sessions/")),
        Victim(port: .sessionList, who: .shopper, call: Call(.delete, "/users/sessions/")),
        Victim(port: .cities, call: .post("/users/city/", #"{"city":"izmir"}"#)),
        Victim(port: .cities, call: .get("/address/city/?q=i")),
        Victim(port: .outbox, call: .post("/users/password/reset/", #"{"email":"ayse@example.com"}"#)),
        Victim(port: .anonymizations, who: .shopper, call: Call(.patch, "/users/anonymize/")),
        Victim(
            port: .passwordChanges,
            who: .shopper,
            call: .post(
                "/users/password/change/",
                #"{"old_password":"\#(TestShop.password)","new_password1":"yeşil-Tramvay-1907","#
                    + #""new_password2":"yeşil-Tramvay-1907"}"#
            )
        ),
    ]

    @Test("a store that is busy or away is 503 with Retry-After", arguments: victims, [3, nil])
    func tryLater(_ victim: Victim, seconds: Int?) async throws {
        let storefront = try await prepared()
        let key = try await storefront.enter(as: victim.who)
        let before = Footprint(storefront.shop)
        let outage = seconds.map { Outage.busy(retryAfterSeconds: $0) } ?? .unavailable(detail: "SQLITE_CANTOPEN 14")
        storefront.shop.store.fail(victim.port, with: outage)
        let answer = try await storefront.answer(to: victim.call.session(key))
        #expect(answer.status == 503)
        #expect(answer.text == Self.busy)
        #expect(answer.header("Retry-After") == "\(seconds ?? 2)")
        #expect(!answer.setCookies.contains { $0.hasPrefix("sessionid=") })
        #expect(Footprint(storefront.shop).traces(since: before).isSubset(of: [.throttles, .hashing]))
        storefront.shop.store.fail(victim.port, with: outage)
        let turkish = try await storefront.answer(to: victim.call.session(key).language("tr"))
        #expect(turkish.text == Phrasebook.turkish(Self.busy))
        // The next try goes through: nothing was left half done.
        #expect(try await storefront.answer(to: victim.call.session(key)).status < 300)
    }

    @Test("a fault is 500 with the request's id and nothing else of ours", arguments: victims)
    func fault(_ victim: Victim) async throws {
        let storefront = try await prepared()
        let key = try await storefront.enter(as: victim.who)
        let before = Footprint(storefront.shop)
        storefront.shop.store.fail(victim.port, with: .fault(detail: "column auth_user.email of ayse"))
        let answer = try await storefront.answer(
            to: victim.call.session(key).header("X-Request-ID", "order-4711-x")
        )
        #expect(answer.status == 500)
        #expect(
            answer.text
                == #"{"detail":"Something went wrong on our side.","code":"server_error","request_id":"order-4711-x"}"#
        )
        #expect(answer.header("Retry-After") == nil)
        #expect(Footprint(storefront.shop).traces(since: before).isSubset(of: [.throttles, .hashing]))
    }

    private func prepared() async throws -> Storefront {
        let storefront = try await Storefront()
        try storefront.addCities()
        try await storefront.shop.set(.selfAnonymizationEnabled, .bool(true))
        return storefront
    }

    @Test("a full hash queue is 503, whoever the address belongs to", arguments: hashing)
    func hasherFull(_ scenario: RouterScenario) async throws {
        try await scenario.run()
    }

    private static let hashing = [
        full("sign-in", SignInEndpointTests.login("ayse@example.com")),
        full("sign-in of nobody", SignInEndpointTests.login("nobody@example.com")),
        full(
            "registration",
            .post(
                "/users/registration/",
                #"{"first_name":"F","last_name":"K","email":"f@example.com","password":"yeşil-Tramvay-1907","confirm":true}"#
            )
        ),
        full(
            "change",
            .post(
                "/users/password/change/",
                #"{"old_password":"a","new_password1":"yeşil-Tramvay-1907","new_password2":"yeşil-Tramvay-1907"}"#
            )
        ),
        full("anonymize", .patch("/users/anonymize/", #"{"password":"a"}"#)),
    ]

    private static func full(_ name: String, _ call: Call) -> RouterScenario {
        RouterScenario(
            name: name,
            who: .shopper,
            call: call,
            status: .serviceUnavailable,
            body: busy,
            leaves: [.throttles]
        ) { storefront in
            try await storefront.shop.set(.selfAnonymizationEnabled, .bool(true))
            storefront.shop.hasher.setFull(true)
        }
    }

    @Test("a reset whose hash found no room can be repeated with the same link")
    func resetAgain() async throws {
        let storefront = try await Storefront()
        _ = try await storefront.enter(as: .visitor)
        let link = try storefront.shop.resetLink(for: try storefront.shopper())
        let new = TestShop.otherPassword
        let call = Call.post(
            "/users/reset/\(link.uidb64)/\(link.token)/",
            #"{"new_password1":"\#(new)","new_password2":"\#(new)"}"#
        )
        storefront.shop.hasher.setFull(true)
        let full = try await storefront.answer(to: call)
        #expect(full.status == 503 && full.header("Retry-After") == "1")
        storefront.shop.hasher.setFull(false)
        #expect(try await storefront.answer(to: call).status == 200)
    }

    @Test("sessions that cannot be read are not taken for none")
    func noSilentGuest() async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .shopper)
        storefront.shop.store.fail(.sessionStore, with: .unavailable(detail: "x"))
        let answer = try await storefront.answer(to: .get("/users/session/").session(key))
        #expect(answer.status == 503)
        #expect(answer.setCookies == [])
    }
}
