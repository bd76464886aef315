import DjangoCompat
import HesapDomain
import HesapTestKit
import Testing

@Suite("Preparing a reset mail")
struct PrepareMailTests {
    private func wish(_ email: String = "ayse@example.com", language: LanguageCode = .turkish) -> Mail {
        Mail(.passwordReset, to: email, account: nil, language: language)
    }

    @Test("there is nobody to write to: unknown, inactive, erased, or no address at all")
    func nobody() async throws {
        let shop = try await TestShop()
        try shop.addAccount(email: "inactive@example.com", isActive: false)
        let erased = try shop.addAccount(email: "erased@example.com")
        #expect(try await shop.anonymize.erase(erased.id, requestID: "r"))
        let gone = try shop.account(erased.id).email
        for email in ["unknown@example.com", "inactive@example.com", "erased@example.com", gone, "", "x"] {
            #expect(try await shop.prepareMail(wish(email)) == nil, "\(email)")
        }
    }

    @Test("a wish for nobody is forgotten without a mail")
    func dropped() async throws {
        let shop = try await TestShop()
        try await shop.store.outbox.enqueue(wish(), at: shop.clock.now)
        #expect(try await shop.deliver().isEmpty)
        #expect(shop.store.rows.outbox.isEmpty)
    }

    @Test("the mail goes to the stored address, with the configured host in its link")
    func storedAddress() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount(email: "Ayse@example.com")
        let mail = try #require(try await shop.prepareMail(wish("AYSE@EXAMPLE.COM")))
        #expect(mail.recipient == "Ayse@example.com")
        #expect(mail.account == account.id)
        #expect(mail.variables["first_name"] == "Ayşe")
        let link = try #require(mail.variables["link"])
        #expect(link.hasPrefix("https://shop.example.com/users/reset/"))
        let parts = try #require(ResetLinkParts(link: link))
        #expect(try await shop.tryToReset(parts) == .reset)
    }

    @Test("an account without a usable password gets a link too")
    func noPassword() async throws {
        let shop = try await TestShop()
        try shop.addAccount(password: nil, type: .guest)
        #expect(try await shop.prepareMail(wish())?.variables["link"] != nil)
    }

    @Test("the link's time begins when the mail leaves, not when it was asked for")
    func delivery() async throws {
        let shop = try await TestShop()
        try await shop.set(.passwordResetTimeout, .integer(60))
        try shop.addAccount()
        try await shop.store.outbox.enqueue(wish(), at: shop.clock.now)
        shop.clock.advance(seconds: 3600)
        let mail = try #require(try await shop.deliver().first)
        let link = try #require(ResetLinkParts(link: mail.variables["link"] ?? ""))
        shop.clock.advance(seconds: 60)
        #expect(try await shop.tryToReset(link) == .reset)
    }

    @Test("the shopper's own language comes before the request's")
    func language() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        #expect(try await shop.prepareMail(wish(language: .english))?.language == .english)
        shop.edit(account.id) { $0.profile.language = .turkish }
        #expect(try await shop.prepareMail(wish(language: .english))?.language == .turkish)
    }

    @Test(
        "the mail says how long the link is good for, in hours or in minutes, one at least",
        arguments: [
            (259_200, "72", nil), (3600, "1", nil), (7199, nil, "119"), (600, nil, "10"), (60, nil, "1"), (1, nil, "1"),
        ] as [(Int64, String?, String?)]
    )
    func lifetime(timeout: Int64, hours: String?, minutes: String?) async throws {
        let shop = try await TestShop()
        try await shop.set(.passwordResetTimeout, .integer(timeout))
        try shop.addAccount()
        let variables = try await shop.prepareMail(wish())?.variables
        #expect(variables?["hours"] == hours)
        #expect(variables?["minutes"] == minutes)
    }

    @Test("every other mail leaves as it was queued", arguments: Mail.Kind.allCases.filter { $0 != .passwordReset })
    func others(kind: Mail.Kind) async throws {
        let shop = try await TestShop()
        let mail = Mail(kind, to: "a@example.com", account: nil, language: .english, variables: ["first_name": "A"])
        #expect(try await shop.prepareMail(mail) == mail)
        #expect(shop.store.calls(of: .accounts) == 0)
    }

    @Test("a database that is away puts the mail back, it is not dropped")
    func outage() async throws {
        let shop = try await TestShop()
        try shop.addAccount()
        try await shop.store.outbox.enqueue(wish(), at: shop.clock.now)
        shop.store.fail(.accounts, with: .unavailable(detail: "gone"))
        #expect(try await shop.deliver().isEmpty)
        #expect(shop.store.rows.outbox.count == 1)
        shop.clock.advance(seconds: 30)
        #expect(try await shop.deliver().count == 1)
    }
}
