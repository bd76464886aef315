import DjangoCompat
import HesapDomain
import HesapTestKit
import Testing

extension TestShop {
    fileprivate func tryToAnonymize(
        _ password: String? = nil,
        in visit: Visit,
        from address: String = "192.0.2.1",
        requestID: String = "r-3"
    ) async throws -> Anonymize.Outcome {
        try await anonymize(
            password: password.map { Secret($0) },
            in: visit,
            origin: .fixture(address: address, requestID: requestID),
            settings: settings
        )
    }
}

@Suite("Anonymizing")
struct AnonymizeTests {
    private func enabledShop() async throws -> TestShop {
        let shop = try await TestShop()
        try await shop.set(.selfAnonymizationEnabled, .bool(true))
        return shop
    }

    /// A shopper of whom everything is known.
    private func fullAccount(in shop: TestShop) throws -> Account {
        let account = try shop.addAccount(username: "ayse", lastName: "Sarıgöl")
        shop.edit(account.id) { account in
            account.lastLogin = FrozenClock.start
            account.profile.phone = PhoneNumber("+905320000000")
            account.profile.gender = .female
            account.profile.dateOfBirth = CivilDate("1990-02-28")
            account.profile.city = CityID(7)
            account.profile.language = .english
            account.profile.consents = Consents(email: true, sms: true, call: true, whatsapp: true)
            account.profile.attributes = .object([.init("shoe", .integer(38))])
        }
        let old = shop.hasher.stored("eski-Kapı-11")
        shop.store.edit { $0.history[account.id] = [old] }
        return try shop.account(account.id)
    }

    @Test("the row stays for its orders, and nothing in it tells who it was")
    func erased() async throws {
        let shop = try await enabledShop()
        let account = try fullAccount(in: shop)
        let visit = try await shop.signedIn(account)
        shop.clock.advance(seconds: 5)
        #expect(try await shop.tryToAnonymize(in: visit) == .anonymized)
        let after = try shop.account(account.id)
        #expect(after.email == after.username)
        #expect(after.email.hasPrefix("anonymized-"))
        #expect(after.email.hasSuffix("@anonymized.invalid"))
        #expect([after.firstName, after.lastName] == ["", ""])
        #expect(!after.isActive)
        #expect(!after.password.isUsable)
        #expect(after.password.text.utf8.count == 41)
        #expect(after.dateJoined == account.dateJoined)
        var empty = Profile()
        empty.userType = .anonymized
        empty.anonymizedAt = shop.clock.now
        #expect(after.profile == empty)
    }

    @Test("history, sessions and waiting mails go, an event and an audit line come")
    func records() async throws {
        let shop = try await enabledShop()
        let account = try fullAccount(in: shop)
        let (phone, desk) = (try await shop.signedIn(account), try await shop.signedIn(account))
        let typed = try #require(EmailAddress("AYSE@example.com"))
        _ = try await shop.requestReset(typed, origin: .fixture(), settings: shop.settings)
        try await shop.store.outbox.enqueue(
            Mail(.passwordChanged, to: "old@example.com", account: account.id, language: .turkish),
            at: shop.clock.now
        )
        #expect(shop.store.rows.mails.count == 2)
        #expect(try await shop.tryToAnonymize(in: desk, requestID: "r-8") == .anonymized)
        let rows = shop.store.rows
        #expect(rows.history[account.id] == nil)
        #expect(rows.sessions.isEmpty)
        #expect(rows.mails.map(\.kind) == [.accountAnonymized])
        let event = EventRow(topic: "user.anonymized", account: account.id, at: shop.clock.now, requestID: "r-8")
        #expect(rows.events == [event])
        #expect(rows.audit.last?.event == .anonymized)
        #expect(rows.audit.last?.requestID == "r-8")
        for visit in [phone, desk] { #expect(try await shop.reopen(visit).key == nil) }
    }

    @Test("nobody else is touched")
    func others() async throws {
        let shop = try await enabledShop()
        let account = try fullAccount(in: shop)
        let other = try shop.addAccount(email: "can@example.com")
        let old = shop.hasher.stored("eski-Kapı-22")
        shop.store.edit { $0.history[other.id] = [old] }
        let theirs = try await shop.signedIn(other)
        let guest = try await shop.guest()
        try await shop.store.outbox.enqueue(
            Mail(.welcome, to: "can@example.com", account: other.id, language: .turkish),
            at: shop.clock.now
        )
        let before = try shop.account(other.id)
        #expect(try await shop.tryToAnonymize(in: try await shop.signedIn(account)) == .anonymized)
        #expect(try shop.account(other.id) == before)
        #expect(shop.store.rows.history[other.id] == [old])
        #expect(shop.store.rows.mails.map(\.recipient) == ["can@example.com", account.email])
        #expect(try await shop.reopen(theirs).account == before)
        #expect(try await shop.reopen(guest).key != nil)
    }

    @Test("two shoppers get two names, and the same one would not get it twice")
    func random() async throws {
        let shop = try await enabledShop()
        let accounts = [try shop.addAccount(), try shop.addAccount(email: "can@example.com")]
        for account in accounts { #expect(try await shop.anonymize.erase(account, language: .turkish, requestID: "r")) }
        let names = try accounts.map { try shop.account($0.id).username }
        let passwords = try accounts.map { try shop.account($0.id).password.text }
        #expect(Set(names).count == 2)
        #expect(Set(passwords).count == 2)
    }

    @Test(
        "the old address is told, in the account's language, without name and id",
        arguments: [(nil, "tr"), ("en", "en")] as [(String?, String)]
    )
    func notice(chosen: String?, expected: String) async throws {
        let shop = try await enabledShop()
        let account = try shop.addAccount()
        shop.edit(account.id) { $0.profile.language = chosen.flatMap { LanguageCode($0) } }
        #expect(try await shop.tryToAnonymize(in: try await shop.signedIn(account)) == .anonymized)
        let language = try #require(LanguageCode(expected))
        let notice = Mail(.accountAnonymized, to: account.email, account: nil, language: language)
        #expect(shop.store.rows.mails == [notice])
        #expect(try await shop.deliver() == [notice])
        #expect(shop.store.rows.outbox.isEmpty)
    }

    @Test("an account without an address that can be written to gets no notice", arguments: ["", "not an address"])
    func withoutAddress(email: String) async throws {
        let shop = try await enabledShop()
        let account = try shop.addAccount(email: email)
        #expect(try await shop.anonymize.erase(account, language: .turkish, requestID: "r"))
        #expect(shop.store.rows.mails.isEmpty)
    }

    @Test("the old address can register anew")
    func registerAgain() async throws {
        let shop = try await enabledShop()
        let account = try shop.addAccount(username: "ayse@example.com")
        #expect(try await shop.tryToAnonymize(in: try await shop.signedIn(account)) == .anonymized)
        #expect(try await shop.tryToRegister(.fixture()) == .accepted)
        #expect(shop.store.rows.mails.map(\.kind) == [.accountAnonymized, .welcome])
        #expect(try await shop.tryToSignIn().visit?.account?.id != account.id)
    }

    @Test("doing it twice is harmless")
    func twice() async throws {
        let shop = try await enabledShop()
        let account = try shop.addAccount()
        let visit = try await shop.signedIn(account)
        #expect(try await shop.tryToAnonymize(in: visit) == .anonymized)
        let first = try shop.account(account.id)
        shop.clock.advance(seconds: 5)
        #expect(try await shop.tryToAnonymize(in: visit) == .anonymized)
        #expect(try await !shop.anonymize.erase(account, language: .turkish, requestID: "r"))
        #expect(try shop.account(account.id) == first)
        #expect(shop.store.rows.events.count == 1)
    }

    @Test("an account that does not exist is not anonymized")
    func unknown() async throws {
        let shop = try await enabledShop()
        let account = try shop.addAccount()
        shop.store.edit { $0.accounts[account.id] = nil }
        #expect(try await !shop.anonymize.erase(account, language: .turkish, requestID: "r"))
        #expect(shop.store.rows.events.isEmpty)
        #expect(shop.store.rows.mails.isEmpty, "nobody was erased, nobody is told so")
    }

    @Test("a database that fails in the middle leaves everything as it was")
    func outage() async throws {
        let shop = try await enabledShop()
        let account = try fullAccount(in: shop)
        let visit = try await shop.signedIn(account)
        let before = try shop.account(account.id)
        shop.store.fail(.anonymizations, with: .fault(detail: "disk full"))
        await #expect(throws: Outage.fault(detail: "disk full")) { _ = try await shop.tryToAnonymize(in: visit) }
        #expect(try shop.account(account.id) == before)
        #expect(try await shop.reopen(visit).account == before)
    }
}

@Suite("Who may anonymize")
struct AnonymizeRefusalTests {
    /// One row of the order of checks: each is asked only when all before it passed.
    struct Check: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var isEnabled = true
        var isSignedIn = true
        var requiresPassword = false
        var password: String?
        var hasPassword = true
        let outcome: Anonymize.Outcome
        var jobs: [FakeHasher.Job] = []
    }

    @Test(
        "the setting is asked first, then who it is, then the password",
        arguments: [
            Check(testDescription: "off", isEnabled: false, outcome: .disabled),
            Check(testDescription: "off, guest", isEnabled: false, isSignedIn: false, outcome: .disabled),
            Check(
                testDescription: "off, wrong password",
                isEnabled: false,
                requiresPassword: true,
                password: "x",
                outcome: .disabled
            ),
            Check(testDescription: "guest", isSignedIn: false, outcome: .notSignedIn),
            Check(testDescription: "guest with a password", isSignedIn: false, password: "x", outcome: .notSignedIn),
            Check(testDescription: "no password asked, none given", outcome: .anonymized),
            Check(
                testDescription: "no password asked, a wrong one given",
                password: "x",
                outcome: .wrongPassword,
                jobs: [.verify(isKnown: true)]
            ),
            Check(testDescription: "password asked, none given", requiresPassword: true, outcome: .passwordMissing),
            Check(
                testDescription: "password asked, a wrong one given",
                requiresPassword: true,
                password: "x",
                outcome: .wrongPassword,
                jobs: [.verify(isKnown: true)]
            ),
            Check(
                testDescription: "password asked, the right one given",
                requiresPassword: true,
                password: TestShop.password,
                outcome: .anonymized,
                jobs: [.verify(isKnown: true)]
            ),
            Check(
                testDescription: "password asked of an account without one",
                requiresPassword: true,
                password: "!",
                hasPassword: false,
                outcome: .wrongPassword,
                jobs: [.verify(isKnown: false)]
            ),
        ]
    )
    func order(check: Check) async throws {
        let shop = try await TestShop()
        try await shop.set(.selfAnonymizationEnabled, .bool(check.isEnabled))
        try await shop.set(.anonymizeRequiresPassword, .bool(check.requiresPassword))
        let account = try shop.addAccount(password: check.hasPassword ? TestShop.password : nil)
        let visit = check.isSignedIn ? try await shop.signedInWithoutPassword(account) : .unknown
        #expect(try await shop.tryToAnonymize(check.password, in: visit) == check.outcome)
        #expect(shop.hasher.jobs == check.jobs)
        let isErased = try shop.account(account.id).profile.userType == .anonymized
        #expect(isErased == (check.outcome == .anonymized))
        if !check.isEnabled || !check.isSignedIn { #expect(shop.store.rows.throttles.isEmpty) }
    }

    @Test("many clients with one stolen session run out of tries too")
    func throttledPerAccount() async throws {
        let shop = try await TestShop()
        try await shop.set(.selfAnonymizationEnabled, .bool(true))
        try await shop.set(.throttleRates, .object([.init("anonymize", .string("2/hour"))]))
        let visit = try await shop.signedIn(try shop.addAccount())
        for host in 1...2 {
            #expect(try await shop.tryToAnonymize("x", in: visit, from: "198.51.100.\(host)") == .wrongPassword)
        }
        let third = try await shop.tryToAnonymize("x", in: visit, from: "198.51.100.3")
        #expect(third == .throttled(retryAfterSeconds: 3600))
    }

    @Test("a stolen session is no way to guess the password here either")
    func throttled() async throws {
        let shop = try await TestShop()
        try await shop.set(.selfAnonymizationEnabled, .bool(true))
        try await shop.set(.throttleRates, .object([.init("anonymize", .string("2/hour"))]))
        let account = try shop.addAccount()
        let visit = try await shop.signedIn(account)
        for _ in 0..<2 { #expect(try await shop.tryToAnonymize("x", in: visit) == .wrongPassword) }
        #expect(try await shop.tryToAnonymize(in: visit) == .throttled(retryAfterSeconds: 3600))
        #expect(try shop.account(account.id).isActive)
    }
}
