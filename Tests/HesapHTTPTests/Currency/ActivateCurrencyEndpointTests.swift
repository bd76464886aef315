import DjangoCompat
import HesapDomain
import HesapTestKit
import Hummingbird
import Testing

@testable import HesapHTTP

struct ActivateCurrencyEndpointTests {
    private static let path = "/users/activate-currency/"
    private static let notOffered = Refusal.field("currency_code", "This currency is not offered.")

    @Test("a currency is chosen, or refused for a stated reason", arguments: accepted + refused + badTexts)
    func answers(_ scenario: RouterScenario) async throws {
        try await scenario.run()
    }

    private static let accepted = [
        RouterScenario(
            name: "a visitor gets a session",
            call: .post(path, #"{"currency_code":"USD"}"#),
            status: .noContent,
            cookies: .session,
            leaves: [.sessions]
        ),
        RouterScenario(
            name: "a guest keeps the session",
            who: .guest,
            call: .post(path, #"{"currency_code":"usd"}"#),
            status: .noContent,
            cookies: .session,
            leaves: [.sessions]
        ),
        RouterScenario(
            name: "a shopper",
            who: .shopper,
            call: .post(path, #"{"currency_code":" eUr "}"#),
            status: .noContent,
            cookies: .session,
            leaves: [.sessions]
        ),
        RouterScenario(
            name: "as a form",
            call: Call(.post, path, .form("currency_code=try")),
            status: .noContent,
            cookies: .session,
            leaves: [.sessions]
        ),
    ]

    private static let refused = [
        RouterScenario(
            name: "no body",
            call: Call(.post, path),
            status: .badRequest,
            body: Refusal.field("currency_code", Refusal.required)
        ),
        RouterScenario(
            name: "missing",
            who: .guest,
            call: .post(path, "{}"),
            status: .badRequest,
            body: Refusal.field("currency_code", Refusal.required)
        ),
        RouterScenario(
            name: "another field",
            call: .post(path, #"{"currency":"USD"}"#),
            status: .badRequest,
            body: #"{"currency_code":["This field is required."],"currency":["Unknown field."]}"#
        ),
        RouterScenario(
            name: "an unknown field beside a good one",
            who: .shopper,
            call: .post(path, #"{"currency_code":"USD","next":"/"}"#),
            status: .badRequest,
            body: Refusal.field("next", Refusal.unknownField)
        ),
        RouterScenario(
            name: "a field of another case",
            call: .post(path, #"{"Currency_Code":"USD"}"#),
            status: .badRequest,
            body: #"{"currency_code":["This field is required."],"Currency_Code":["Unknown field."]}"#
        ),
        notOffered("GBP"), notOffered("US"), notOffered("USDX"), notOffered("$"),
        // The Turkish dotless i and a full-width letter are not the ASCII letters they look like.
        notOffered("ＵＳＤ"), notOffered("TRY\u{0307}"),
        notOffered(String(repeating: "A", count: 5000)),
    ]

    private static let badTexts = BadText.all.map { bad in
        RouterScenario(
            name: "the code \(bad.literal)",
            who: .guest,
            call: .post(path, #"{"currency_code":\#(bad.literal)}"#),
            status: .badRequest,
            body: Refusal.field("currency_code", bad.message)
        )
    }

    private static func notOffered(_ code: String) -> RouterScenario {
        RouterScenario(
            name: "not offered: \(code.prefix(10))",
            call: .post(path, #"{"currency_code":"\#(code)"}"#),
            status: .badRequest,
            body: notOffered
        )
    }

    @Test("the setting's spelling is kept, whatever was typed", arguments: ["pln", "PLN", "pLn", " Pln "])
    func spelling(_ typed: String) async throws {
        let storefront = try await Storefront()
        try await storefront.shop.set(.availableCurrencies, .array([.string("TRY"), .string("Pln")]))
        let call = Call.post(Self.path, #"{"currency_code":"\#(typed)"}"#)
        let chosen = try await storefront.answer(to: call)
        let shown = try await storefront.answer(to: .get("/users/session/").session(chosen.cookie("sessionid")))
        #expect(shown.json?["currency"] == .string("Pln"))
        #expect(try storefront.onlyPayload()["currency"] == .string("Pln"))
    }

    @Test("what else the session holds is kept")
    func basketStays() async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .guest)
        let answer = try await storefront.answer(to: .post(Self.path, #"{"currency_code":"EUR"}"#).session(key))
        #expect(answer.cookie("sessionid") == key)
        let payload = try storefront.onlyPayload()
        #expect(payload["basket"] == .integer(7))
        #expect(payload["currency"] == .string("EUR"))
    }

    @Test("a currency that is no longer offered is repaired with the next write")
    func repair() async throws {
        let storefront = try await Storefront()
        try storefront.addCities()
        let key = try await storefront.shop.guest([.set("currency", .string("GBP")), Storefront.basket]).key?.text
        _ = try await storefront.answer(to: .get("/users/session/").session(key))
        #expect(try storefront.onlyPayload()["currency"] == .string("GBP"))
        _ = try await storefront.answer(to: .post("/users/city/", #"{"city":"izmir"}"#).session(key))
        let repaired = try storefront.onlyPayload()
        #expect(repaired["currency"] == nil)
        #expect(repaired["basket"] == .integer(7) && repaired["city"] == .integer(311_046))
    }

    @Test("the currency is the header's if the shop reads it, then the session's, then the shop's", arguments: orders)
    func order(_ order: Order) async throws {
        let storefront = try await Storefront()
        try await storefront.shop.set(.readCurrencyFromHeader, .bool(order.readsHeader))
        var key: String?
        if let chosen = order.chosen {
            key = try await storefront.shop.guest([.set("currency", .string(chosen))]).key?.text
        }
        var call = Call.get("/users/session/").session(key)
        if let header = order.header { call = call.header("x-currency", header) }
        #expect(try await storefront.answer(to: call).json?["currency"] == .string(order.shown))
    }

    struct Order: Sendable {
        let readsHeader: Bool
        let header: String?
        let chosen: String?
        let shown: String
    }

    private static let orders = [
        Order(readsHeader: false, header: nil, chosen: nil, shown: "TRY"),
        Order(readsHeader: false, header: "EUR", chosen: nil, shown: "TRY"),
        Order(readsHeader: false, header: "EUR", chosen: "USD", shown: "USD"),
        Order(readsHeader: true, header: "eur", chosen: "USD", shown: "EUR"),
        Order(readsHeader: true, header: "GBP", chosen: "USD", shown: "USD"),
        Order(readsHeader: true, header: "", chosen: nil, shown: "TRY"),
        Order(readsHeader: true, header: nil, chosen: "GBP", shown: "TRY"),
    ]
}
