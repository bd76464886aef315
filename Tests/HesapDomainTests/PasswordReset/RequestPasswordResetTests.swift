import DjangoCompat
import HesapDomain
import HesapTestKit
import Testing

@Suite("Asking for a reset")
struct RequestPasswordResetTests {
    private func ask(
        _ email: String,
        from address: String = "192.0.2.1",
        in shop: TestShop
    ) async throws -> RequestPasswordReset.Outcome {
        try await shop.requestReset(
            try #require(EmailAddress(email)),
            origin: .fixture(address: address),
            settings: shop.settings
        )
    }

    @Test("a request does the same for every address, and looks none up", arguments: [true, false])
    func sameWork(isKnown: Bool) async throws {
        let shop = try await TestShop()
        if isKnown { try shop.addAccount() }
        #expect(try await ask("ayse@example.com", in: shop) == .accepted)
        #expect(shop.store.calls(of: .accounts) == 0)
        #expect(
            shop.store.rows.mails == [
                Mail(.passwordReset, to: "ayse@example.com", account: nil, language: .turkish)
            ]
        )
    }

    @Test("no link rests in the database; the one that is mailed works")
    func endToEnd() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        _ = try await ask("ayse@example.com", in: shop)
        #expect(shop.store.rows.mails.allSatisfy { $0.variables.isEmpty })
        let mail = try #require(try await shop.deliver().first)
        let link = try #require(ResetLinkParts(link: mail.variables["link"] ?? ""))
        #expect(try await shop.tryToReset(link) == .reset)
        #expect(shop.hasher.isPassword(TestShop.otherPassword, of: try shop.account(account.id)))
    }

    @Test("one client cannot ask for ever")
    func perClient() async throws {
        let shop = try await TestShop()
        try await shop.set(.throttleRates, .object([.init("password_reset", .string("2/hour"))]))
        #expect(try await ask("a@example.com", in: shop) == .accepted)
        #expect(try await ask("b@example.com", in: shop) == .accepted)
        #expect(try await ask("c@example.com", in: shop) == .throttled(retryAfterSeconds: 3600))
        #expect(try await ask("c@example.com", from: "192.0.2.2", in: shop) == .accepted)
        #expect(shop.store.rows.mails.count == 3)
    }

    @Test("many clients cannot fill one mailbox, known or not", arguments: [true, false])
    func perRecipient(isKnown: Bool) async throws {
        let shop = try await TestShop()
        if isKnown { try shop.addAccount() }
        for host in 1...5 {
            #expect(try await ask("ayse@example.com", from: "198.51.100.\(host)", in: shop) == .accepted)
        }
        let sixth = try await ask("AYSE@example.com", from: "198.51.100.6", in: shop)
        #expect(sixth == .throttled(retryAfterSeconds: 3600))
        #expect(try await ask("can@example.com", from: "198.51.100.6", in: shop) == .accepted)
        #expect(shop.store.rows.mails.count == 6)
    }
}
