import DjangoCompat
import HesapDomain
import HesapTestKit
import Testing

@Suite("Activating a currency")
struct ActivateCurrencyTests {
    private func shop(offering codes: String...) async throws -> TestShop {
        let shop = try await TestShop()
        let (first, all) = (try #require(codes.first), JSONValue.array(codes.map { .string($0) }))
        try await shop.set(.availableCurrencies, .array([.string("TRY")] + codes.map { .string($0) }))
        try await shop.set(.defaultCurrency, .string(first))
        try await shop.set(.availableCurrencies, all)
        return shop
    }

    @Test(
        "it is compared without case and kept in the setting's spelling",
        arguments: [
            ("tRy", "TRY"), ("TRY", "TRY"), ("trY", "TRY"), ("try", "TRY"), ("usd", "USD"), ("eUr", "EUR"),
        ]
    )
    func spelling(typed: String, stored: String) async throws {
        let shop = try await TestShop()
        let outcome = try await shop.activateCurrency(typed, in: .unknown, settings: shop.settings)
        #expect(outcome.visit?.payload["currency"] == .string(stored))
        #expect(shop.payload(of: outcome.visit?.key)?["currency"] == .string(stored))
    }

    @Test("an odd spelling of the setting is the one that counts")
    func oddSpelling() async throws {
        let shop = try await shop(offering: "Points", "gbp")
        let outcome = try await shop.activateCurrency("GBP", in: .unknown, settings: shop.settings)
        #expect(outcome.visit?.payload["currency"] == .string("gbp"))
        #expect(shop.activeCurrency(header: nil, visit: .unknown, settings: shop.settings).text == "Points")
    }

    @Test(
        "what is not offered is refused, and makes no session",
        arguments: [
            "", " ", "GBP", "TRY ", " TRY", "TRYY", "TR", "tR\u{131}", "ＴＲＹ", "TRY\u{0}", "TRY\r\nSet-Cookie: a=b",
        ]
    )
    func notOffered(typed: String) async throws {
        let shop = try await TestShop()
        let outcome = try await shop.activateCurrency(typed, in: .unknown, settings: shop.settings)
        #expect(outcome.word == "not offered")
        #expect(shop.store.rows.sessions.isEmpty)
    }

    @Test("a refused code leaves the old choice")
    func oldChoiceStays() async throws {
        let shop = try await TestShop()
        let first = try await shop.activateCurrency("EUR", in: .unknown, settings: shop.settings)
        let visit = try #require(first.visit)
        _ = try await shop.activateCurrency("GBP", in: visit, settings: shop.settings)
        #expect(shop.payload(of: visit.key)?["currency"] == .string("EUR"))
    }

    @Test("the choice survives sign-in, and a shopper's choice signs nobody out")
    func signIn() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let guest = try await shop.activateCurrency("EUR", in: .unknown, settings: shop.settings).visit
        let shopper = try await shop.signedIn(account, in: try #require(guest))
        #expect(shop.activeCurrency(header: nil, visit: shopper, settings: shop.settings) == .euro)
        let changed = try await shop.activateCurrency("usd", in: shopper, settings: shop.settings).visit
        #expect(changed?.key == shopper.key)
        #expect(changed?.account?.id == account.id)
        #expect(try await shop.reopen(shopper).account?.id == account.id)
    }

    @Test("a session that another request ended is not brought back")
    func endedMeanwhile() async throws {
        let shop = try await TestShop()
        let guest = try await shop.guest()
        _ = try await shop.visits.end(guest)
        let outcome = try await shop.activateCurrency("EUR", in: guest, settings: shop.settings)
        #expect(outcome.word == "session ended")
        #expect(shop.store.rows.sessions.isEmpty)
    }

    // MARK: Which one counts

    @Test(
        "header if it is read, then session, then default; what is not offered counts as absent",
        arguments: [
            (false, nil, nil, "TRY"), (false, nil, "EUR", "EUR"), (false, "USD", "EUR", "EUR"),
            (true, "usd", "EUR", "USD"), (true, "GBP", "EUR", "EUR"), (true, "", "EUR", "EUR"),
            (true, nil, "EUR", "EUR"),
            (true, "GBP", "GBP", "TRY"), (false, nil, "GBP", "TRY"), (false, nil, "eur", "EUR"),
            (true, "trY", nil, "TRY"),
        ] as [(Bool, String?, String?, String)]
    )
    func order(readsHeader: Bool, header: String?, session: String?, active: String) async throws {
        let shop = try await TestShop()
        try await shop.set(.readCurrencyFromHeader, .bool(readsHeader))
        let visit = try await session.asyncMap { try await shop.guest([.set("currency", .string($0))]) } ?? .unknown
        #expect(shop.activeCurrency(header: header, visit: visit, settings: shop.settings).text == active)
    }

    @Test("a session value that is no text counts as absent", arguments: [JSONValue.null, .integer(1), .array([])])
    func notText(value: JSONValue) async throws {
        let shop = try await TestShop()
        let visit = try await shop.guest([.set("currency", value)])
        #expect(shop.activeCurrency(header: nil, visit: visit, settings: shop.settings) == .lira)
    }

    @Test("a choice that is no longer offered gives way to the default, and the next choice takes its place")
    func noLongerOffered() async throws {
        let shop = try await TestShop()
        let chosen = try await shop.activateCurrency("EUR", in: .unknown, settings: shop.settings).visit
        let visit = try #require(chosen)
        try await shop.set(.availableCurrencies, .array([.string("TRY"), .string("USD")]))
        #expect(shop.activeCurrency(header: nil, visit: visit, settings: shop.settings) == .lira)
        _ = try await shop.activateCurrency("USD", in: visit, settings: shop.settings)
        #expect(shop.payload(of: visit.key)?["currency"] == .string("USD"))
    }
}

extension Optional {
    fileprivate func asyncMap<Result>(_ body: (Wrapped) async throws -> Result) async rethrows -> Result? {
        guard let self else { return nil }
        return try await body(self)
    }
}
