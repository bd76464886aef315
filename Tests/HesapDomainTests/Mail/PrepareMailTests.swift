import DjangoCompat
import HesapDomain
import HesapTestKit
import Testing

@Suite("Preparing a reset mail")
struct PrepareMailTests {
    /// What a wish of one recipient becomes.
    private func prepared(_ wish: Mail, in shop: TestShop) async throws -> Mail? {
        try await shop.store.outbox.enqueue(wish, at: shop.clock.now)
        let mails = try await shop.deliver()
        #expect(mails.count <= 1)
        return mails.first
    }

    private func wish(_ email: String = "ayse@example.com", language: LanguageCode = .turkish) -> Mail {
        Mail(.passwordReset, to: email, account: nil, language: language)
    }

    @Test("there is nobody to write to: unknown, inactive, erased, or no address at all")
    func nobody() async throws {
        let shop = try await TestShop()
        try shop.addAccount(email: "inactive@example.com", isActive: false)
        let erased = try shop.addAccount(email: "erased@example.com")
        #expect(try await shop.anonymize.erase(erased, language: .turkish, requestID: "r"))
        #expect(try await shop.deliver().map(\.kind) == [.accountAnonymized])
        let gone = try shop.account(erased.id).email
        for email in ["unknown@example.com", "inactive@example.com", "erased@example.com", gone, "", "x"] {
            #expect(try await prepared(wish(email), in: shop) == nil, "\(email)")
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
        let mail = try #require(try await prepared(wish("AYSE@EXAMPLE.COM"), in: shop))
        #expect(mail.recipient == "Ayse@example.com")
        #expect(mail.account == account.id)
        #expect(mail.variables["first_name"] == "Ayşe")
        let link = try #require(mail.variables["link"])
        #expect(link.hasPrefix("https://shop.example.com/users/reset/"))
        let parts = try #require(ResetLinkParts(link: link))
        #expect(try await shop.tryToReset(parts) == .reset)
    }

    @Test("every active holder of an address gets a link of their own, at the address as it is stored")
    func severalHolders() async throws {
        let shop = try await TestShop()
        let first = try shop.addAccount(email: "Ayse@example.com")
        let second = try shop.addAccount(email: "ayse@Example.com")
        try shop.addAccount(email: "ayse@example.com", isActive: false)
        try shop.addAccount(email: "ayse@example.com", password: nil, type: .guest)
        try await shop.store.outbox.enqueue(wish("AYSE@example.com"), at: shop.clock.now)
        let mails = try await shop.deliver()
        #expect(mails.map(\.recipient) == ["Ayse@example.com", "ayse@Example.com"])
        #expect(mails.map(\.account) == [first.id, second.id])
        #expect(shop.store.rows.outbox.isEmpty)
        for mail in mails {
            let link = try #require(ResetLinkParts(link: mail.variables["link"] ?? ""))
            #expect(try await shop.tryToReset(link) == .reset)
        }
    }

    @Test("a holder whose mail is refused does not make the others get theirs again")
    func oneRefused() async throws {
        let shop = try await TestShop()
        try shop.addAccount(email: "ayse@example.com")
        try shop.addAccount(email: "AYSE@example.com")
        try await shop.store.outbox.enqueue(wish(), at: shop.clock.now)
        shop.transport.failNext()
        #expect(try await shop.deliver().map(\.recipient) == ["AYSE@example.com"])
        shop.clock.advance(seconds: 30)
        #expect(try await shop.deliver().map(\.recipient) == ["ayse@example.com"])
        #expect(shop.store.rows.outbox.isEmpty)
    }

    @Test("an account that became unusable between look-up and delivery gets nothing")
    func goneMeanwhile() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let mail = Mail(.passwordReset, to: account.email, account: account.id, language: .turkish)
        #expect(try await shop.prepareMail(mail) != nil)
        shop.edit(account.id) { $0.isActive = false }
        #expect(try await shop.prepareMail(mail) == nil)
        #expect(try await shop.prepareMail(wish()) == nil)
    }

    @Test("an account without a usable password gets a link too")
    func noPassword() async throws {
        let shop = try await TestShop()
        try shop.addAccount(password: nil, type: .guest)
        #expect(try await prepared(wish(), in: shop)?.variables["link"] != nil)
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
        #expect(try await prepared(wish(language: .english), in: shop)?.language == .english)
        shop.edit(account.id) { $0.profile.language = .turkish }
        #expect(try await prepared(wish(language: .english), in: shop)?.language == .turkish)
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
        let variables = try await prepared(wish(), in: shop)?.variables
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
