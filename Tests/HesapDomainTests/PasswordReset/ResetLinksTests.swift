import DjangoCompat
import HesapDomain
import HesapTestKit
import Testing

@Suite("Reset links")
struct ResetLinksTests {
    private func isValid(_ link: ResetLinkParts, in shop: TestShop) async throws -> Bool {
        try await shop.confirmReset.isValid(uidb64: link.uidb64, token: link.token, settings: shop.settings)
    }

    @Test("a link begins with the configured address and has Django's shape")
    func shape() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let link = shop.links.link(for: account)
        #expect(link.hasPrefix("https://shop.example.com/users/reset/MQ/"))
        #expect(link.hasSuffix("/"))
        let parts = try #require(ResetLinkParts(link: link))
        #expect(UserIDBase64.decode(parts.uidb64) == "1")
        #expect(try await isValid(parts, in: shop))
    }

    @Test(
        "a link is good to its last second, and not in the next",
        arguments: [(259_200, 259_200, true), (259_200, 259_201, false), (60, 60, true), (60, 61, false)]
    )
    func lastSecond(timeout: Int64, age: Int64, isGood: Bool) async throws {
        let shop = try await TestShop()
        try await shop.set(.passwordResetTimeout, .integer(timeout))
        let link = try shop.resetLink(for: try shop.addAccount())
        shop.clock.advance(seconds: age)
        #expect(try await isValid(link, in: shop) == isGood)
        #expect(try await shop.tryToReset(link) == (isGood ? .reset : .invalidLink))
    }

    enum Change: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case password, signIn = "sign-in", email, deactivation, erasure, deletion
        var testDescription: String { rawValue }
    }

    @Test("a link dies with every change of what it was made for", arguments: Change.allCases)
    func dead(change: Change) async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let link = try shop.resetLink(for: account)
        let hasher = shop.hasher
        switch change {
        case .password: shop.edit(account.id) { $0.password = hasher.stored(TestShop.password) }
        case .signIn: _ = try await shop.signedIn(account)
        case .email: shop.edit(account.id) { $0.email = "Ayse@example.com" }
        case .deactivation: shop.edit(account.id) { $0.isActive = false }
        case .erasure: #expect(try await shop.anonymize.erase(account, language: .turkish, requestID: "r"))
        case .deletion: shop.store.edit { $0.accounts = [:] }
        }
        let before = shop.store.rows.accounts
        #expect(try await !isValid(link, in: shop))
        #expect(try await shop.tryToReset(link) == .invalidLink)
        #expect(shop.store.rows.accounts == before)
    }

    @Test("asking whether a link is good consumes nothing, however often")
    func scanners() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let link = try shop.resetLink(for: account)
        for _ in 0..<10 { #expect(try await isValid(link, in: shop)) }
        #expect(shop.store.rows.accounts == [account.id: account])
        #expect(shop.store.rows.throttles.isEmpty)
        #expect(try await shop.tryToReset(link) == .reset)
    }

    @Test("a link made under an old secret key is good, one under a stranger's is not")
    func secretKeys() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let old = try await TestShop(secretKeys: SecretKeys(primary: "an older secret", fallbacks: []))
        let stranger = try await TestShop(secretKeys: SecretKeys(primary: "a stranger's", fallbacks: []))
        #expect(try await isValid(old.resetLink(for: account), in: shop))
        #expect(try await !isValid(stranger.resetLink(for: account), in: shop))
    }

    @Test(
        "whatever is wrong with a link, the answer is the same",
        arguments: [
            ("", ""), ("MQ", ""), ("", "token"), ("MQ", "x-y"), ("MQ", "abc-00000000000000000000000000000000"),
            ("MQ", "-"),
            ("MQ", "a-b-c"), ("***", "{token}"), ("AA", "{token}"), ("OTk5", "{token}"), ("MA", "{token}"),
            ("LTE", "{token}"),
            ("MQ", "{token}x"), ("MQ", "{TOKEN}"), ("Mg", "{token}"),
            ("MQ", "{stamp}-00000000000000000000000000000000"),
            ("\u{0}", "\u{0}"), ("ı", "ı"), (String(repeating: "M", count: 10_000), "{token}"),
        ]
    )
    func wrong(uidb64: String, token: String) async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        try shop.addAccount(email: "second@example.com")
        let good = try shop.resetLink(for: account).token
        let texts = [
            ("{token}", good), ("{TOKEN}", good.uppercased()), ("{stamp}", String(good.prefix { $0 != "-" })),
        ]
        let typed = texts.first { token.hasPrefix($0.0) }.map { $0.1 + token.dropFirst($0.0.count) } ?? token
        let before = shop.store.rows.accounts
        let link = ResetLinkParts(uidb64: uidb64, token: typed)
        #expect(try await !isValid(link, in: shop))
        #expect(try await shop.tryToReset(link) == .invalidLink)
        #expect(shop.hasher.jobs.isEmpty)
        #expect(shop.store.rows.accounts == before)
    }
}
