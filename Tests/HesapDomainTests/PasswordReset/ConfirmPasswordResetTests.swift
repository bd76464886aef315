import DjangoCompat
import HesapDomain
import HesapTestKit
import Testing

@Suite("Confirming a reset")
struct ConfirmPasswordResetTests {
    @Test("it replaces the password, remembers the old one, makes a registered shopper and tells the owner")
    func reset() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount(type: .guest)
        let link = try shop.resetLink(for: account)
        let outcome = try await shop.tryToReset(link, origin: .fixture(requestID: "r-9", language: .english))
        #expect(outcome == .reset)
        let changed = try shop.account(account.id)
        #expect(shop.hasher.isPassword(TestShop.otherPassword, of: changed))
        #expect(changed.profile.userType == .registered)
        #expect(shop.store.rows.history[account.id] == [account.password])
        let notice = Mail(
            .passwordChanged,
            to: "ayse@example.com",
            account: account.id,
            language: .english,
            variables: ["first_name": "Ayşe"]
        )
        #expect(shop.store.rows.mails == [notice])
        let audited = AuditRow(event: .passwordReset, account: account.id, at: shop.clock.now, requestID: "r-9")
        #expect(shop.store.rows.audit == [audited])
    }

    @Test("every session of the shopper dies, and nobody else's")
    func sessions() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let own = [try await shop.signedIn(account), try await shop.signedIn(account)]
        let others = try await shop.signedIn(try shop.addAccount(email: "can@example.com"))
        let link = try shop.resetLink(for: try shop.account(account.id))
        #expect(try await shop.tryToReset(link) == .reset)
        for visit in own { #expect(try await shop.reopen(visit).key == nil) }
        #expect(try await shop.reopen(others).account != nil)
        #expect(shop.store.rows.sessions(of: account.id).isEmpty)
    }

    @Test("a used link is refused")
    func used() async throws {
        let shop = try await TestShop()
        let link = try shop.resetLink(for: try shop.addAccount())
        #expect(try await shop.tryToReset(link) == .reset)
        #expect(try await shop.tryToReset(link, to: .typed("öbür-Pencere-33")) == .invalidLink)
        #expect(try await shop.tryToSignIn("ayse@example.com", TestShop.otherPassword).word == "signed in")
    }

    @Test("a refused password leaves the link as good as it was")
    func refused() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let link = try shop.resetLink(for: account)
        let old = shop.hasher.stored("eski-Kapı-11")
        shop.store.edit { $0.history[account.id] = [old] }
        let cases: [(NewPassword, NewPasswordRefusal)] = [
            (.typed("1234", "1235"), .mismatch),
            (.typed("1234"), .tooWeak([.tooShort(minimum: 8), .tooCommon, .entirelyNumeric])),
            (.typed(TestShop.password), .tooWeak([.usedBefore(remembered: 5)])),
            (.typed("eski-Kapı-11"), .tooWeak([.usedBefore(remembered: 5)])),
        ]
        for (new, refusal) in cases {
            #expect(try await shop.tryToReset(link, to: new) == .refused(refusal))
        }
        #expect(shop.store.rows.accounts == [account.id: account])
        #expect(try await shop.tryToReset(link) == .reset)
    }

    private struct FormError: Error {}

    @Test("the form is read only once the link is known to be good")
    func formLast() async throws {
        let shop = try await TestShop()
        let good = try shop.resetLink(for: try shop.addAccount())
        func send(_ link: ResetLinkParts) async throws -> ConfirmPasswordReset.Outcome {
            try await shop.confirmReset(
                uidb64: link.uidb64,
                token: link.token,
                new: { () throws(FormError) in throw FormError() },
                origin: .fixture(),
                settings: shop.settings
            )
        }
        #expect(try await send(ResetLinkParts(uidb64: good.uidb64, token: "x")) == .invalidLink)
        await #expect(throws: FormError.self) { _ = try await send(good) }
        #expect(try await shop.tryToReset(good) == .reset)
    }

    @Test("an account that never had a password gets one")
    func firstPassword() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount(password: nil, type: .guest)
        #expect(try await shop.tryToReset(try shop.resetLink(for: account)) == .reset)
        #expect(shop.hasher.jobs == [.encode(comparedWith: 0)])
        #expect(shop.store.rows.history[account.id, default: []].isEmpty)
        #expect(try await shop.tryToSignIn("ayse@example.com", TestShop.otherPassword).word == "signed in")
    }

    @Test("reset mails that still wait are dropped, other mails and other people's stay")
    func waitingMails() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        try shop.addAccount(email: "can@example.com")
        for email in ["AYSE@example.com", "can@example.com"] {
            let typed = try #require(EmailAddress(email))
            _ = try await shop.requestReset(typed, origin: .fixture(), settings: shop.settings)
        }
        try await shop.store.outbox.enqueue(
            Mail(.welcome, to: "ayse@example.com", account: account.id, language: .turkish),
            at: shop.clock.now
        )
        #expect(try await shop.tryToReset(try shop.resetLink(for: account)) == .reset)
        #expect(shop.store.rows.mails.map(\.kind) == [.passwordReset, .welcome, .passwordChanged])
        #expect(shop.store.rows.mails.first?.recipient == "can@example.com")
    }

    @Test("an owner locked out by guesses signs in after the reset")
    func clearsCounter() async throws {
        let shop = try await TestShop()
        try await shop.set(.throttleRates, .object([.init("login", .string("1/hour"))]))
        let account = try shop.addAccount()
        _ = try await shop.tryToSignIn("ayse@example.com", "wrong", origin: .fixture(address: "198.51.100.1"))
        #expect(try await shop.tryToSignIn().word == "throttled 3600")
        #expect(try await shop.tryToReset(try shop.resetLink(for: account)) == .reset)
        #expect(try await shop.tryToSignIn("ayse@example.com", TestShop.otherPassword).word == "signed in")
    }

    @Test("tries are counted per client, bad links too")
    func throttled() async throws {
        let shop = try await TestShop()
        try await shop.set(.throttleRates, .object([.init("reset_confirm", .string("1/min"))]))
        let link = try shop.resetLink(for: try shop.addAccount())
        #expect(try await shop.tryToReset(ResetLinkParts(uidb64: "MQ", token: "x")) == .invalidLink)
        #expect(try await shop.tryToReset(link) == .throttled(retryAfterSeconds: 60))
        #expect(try await shop.tryToReset(link, origin: .fixture(address: "192.0.2.2")) == .reset)
    }

    @Test("a full hash queue is passed on, and the link stays good")
    func busy() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let link = try shop.resetLink(for: account)
        shop.hasher.setFull(true)
        await #expect(throws: Outage.busy(retryAfterSeconds: 1)) { _ = try await shop.tryToReset(link) }
        #expect(shop.store.rows.accounts == [account.id: account])
        shop.hasher.setFull(false)
        #expect(try await shop.tryToReset(link) == .reset)
    }

    @Test("an account whose address is none is reset without a notice", arguments: ["", "not an address"])
    func noAddress(email: String) async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount(email: email)
        #expect(try await shop.tryToReset(try shop.resetLink(for: account)) == .reset)
        #expect(shop.store.rows.mails.isEmpty)
    }
}
