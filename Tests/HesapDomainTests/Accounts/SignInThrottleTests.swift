import DjangoCompat
import HesapDomain
import HesapTestKit
import Testing

@Suite("Guessing passwords")
struct SignInThrottleTests {
    private static let wrong = "wrong password"

    private func shop(_ rate: JSONValue = .string("3/min")) async throws -> TestShop {
        let shop = try await TestShop()
        try await shop.set(.throttleRates, .object([.init("login", rate)]))
        return shop
    }

    private func guess(_ email: String, from hosts: ClosedRange<Int>, in shop: TestShop) async throws -> [String] {
        var words: [String] = []
        for host in hosts {
            let origin = RequestOrigin.fixture(address: "198.51.100.\(host)")
            words.append(try await shop.tryToSignIn(email, Self.wrong, origin: origin).word)
        }
        return words
    }

    @Test("one client runs out of tries, whomever it tries, and is told when to come back")
    func perClient() async throws {
        let shop = try await shop()
        try shop.addAccount(email: "d@example.com")
        for email in ["a@example.com", "b@example.com", "c@example.com"] {
            #expect(try await shop.tryToSignIn(email, Self.wrong).word == "invalid")
        }
        shop.hasher.forgetJobs()
        #expect(try await shop.tryToSignIn("d@example.com").word == "throttled 60")
        #expect(shop.hasher.jobs.isEmpty, "a throttled try must not cost a hash")
        let elsewhere = RequestOrigin.fixture(address: "192.0.2.2")
        #expect(try await shop.tryToSignIn("d@example.com", origin: elsewhere).word == "signed in")
    }

    @Test("many clients run out of tries on one address, known or not", arguments: [true, false])
    func perAccount(isKnown: Bool) async throws {
        let shop = try await shop()
        if isKnown { try shop.addAccount() }
        #expect(try await guess("ayse@example.com", from: 1...3, in: shop) == ["invalid", "invalid", "invalid"])
        #expect(try await guess("AYSE@example.com", from: 4...4, in: shop) == ["throttled 60"])
        #expect(try await guess("can@example.com", from: 5...5, in: shop) == ["invalid"])
    }

    @Test("a refused try costs a known address what it costs others: no account is read", arguments: [true, false])
    func accountIsNotRead(isKnown: Bool) async throws {
        let shop = try await shop()
        if isKnown { try shop.addAccount() }
        _ = try await guess("ayse@example.com", from: 1...3, in: shop)
        let before = ShopPort.allCases.map { shop.store.calls(of: $0) }
        #expect(try await guess("ayse@example.com", from: 4...4, in: shop) == ["throttled 60"])
        let calls = zip(ShopPort.allCases, before).map { ($0, shop.store.calls(of: $0) - $1) }.filter { $1 > 0 }
        #expect(calls.map(\.0) == [.sessionList, .throttles])
        #expect(calls.map(\.1) == [1, 1])
    }

    @Test("the window ends a minute after its first try", arguments: [(59, "throttled 1"), (60, "signed in")])
    func window(seconds: Int64, word: String) async throws {
        let shop = try await shop()
        try shop.addAccount()
        _ = try await guess("ayse@example.com", from: 1...3, in: shop)
        shop.clock.advance(seconds: seconds)
        #expect(try await shop.tryToSignIn().word == word)
    }

    @Test("strangers cannot lock the owner out of an address where they are signed in")
    func familiarAddress() async throws {
        let shop = try await shop()
        let account = try shop.addAccount()
        _ = try await shop.signedIn(account)
        #expect(try await guess("ayse@example.com", from: 1...4, in: shop).last == "throttled 60")
        #expect(try await shop.tryToSignIn().word == "signed in")
    }

    @Test("the familiar address has no more tries than any other")
    func familiarAddressIsCounted() async throws {
        let shop = try await shop()
        let account = try shop.addAccount()
        _ = try await shop.signedIn(account)
        _ = try await guess("ayse@example.com", from: 1...3, in: shop)
        var words: [String] = []
        for _ in 0..<3 { words.append(try await shop.tryToSignIn("ayse@example.com", Self.wrong).word) }
        #expect(words == ["invalid", "invalid", "throttled 60"])
    }

    @Test("an address is familiar only as long as the session from it lives")
    func familiarAddressExpires() async throws {
        let shop = try await shop()
        let account = try shop.addAccount()
        _ = try await shop.signedIn(account)
        shop.clock.advance(seconds: TestShop.sessionLifetimeSeconds)
        _ = try await guess("ayse@example.com", from: 1...3, in: shop)
        #expect(try await shop.tryToSignIn().word == "throttled 60")
    }

    @Test("another account's session makes no address familiar")
    func familiarToAnother() async throws {
        let shop = try await shop()
        try shop.addAccount()
        _ = try await shop.signedIn(try shop.addAccount(email: "can@example.com"))
        _ = try await guess("ayse@example.com", from: 1...3, in: shop)
        #expect(try await shop.tryToSignIn().word == "throttled 60")
    }

    @Test("a success empties the account's counter")
    func cleared() async throws {
        let shop = try await shop()
        try shop.addAccount()
        _ = try await guess("ayse@example.com", from: 1...2, in: shop)
        #expect(try await shop.tryToSignIn().word == "signed in")
        #expect(
            try await guess("ayse@example.com", from: 3...6, in: shop) == [
                "invalid", "invalid", "invalid", "throttled 60",
            ]
        )
    }

    @Test("null switches the limit off")
    func switchedOff() async throws {
        let shop = try await shop(.null)
        let words = try await guess("ayse@example.com", from: 1...40, in: shop)
        #expect(words.allSatisfy { $0 == "invalid" })
        #expect(shop.store.rows.throttles.isEmpty)
    }
}
