import DjangoCompat
import HesapDomain
import HesapTestKit
import Testing

@Suite("Checking a new password")
struct PasswordCheckTests {
    @Test("two entries that differ are a mismatch, weak or not, and nothing is hashed")
    func mismatch() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        for pair in [("1234", "1235"), (TestShop.otherPassword, TestShop.otherPassword + " "), ("", "x")] {
            let verdict = try await shop.check(.typed(pair.0, pair.1), for: account, settings: shop.settings)
            #expect(verdict == .refused(.mismatch))
        }
        #expect(shop.hasher.jobs.isEmpty)
    }

    @Test("every rule that fails is named, in the configured order, history last")
    func everyReason() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount(password: "1234")
        let verdict = try await shop.check(.typed("1234"), for: account, settings: shop.settings)
        let reasons: [PasswordRefusal] = [
            .tooShort(minimum: 8), .tooCommon, .entirelyNumeric, .usedBefore(remembered: 5),
        ]
        #expect(verdict == .refused(.tooWeak(reasons)))
    }

    @Test("what the rules refuse and no history can add to costs no hash")
    func weak() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount(password: nil)
        let verdict = try await shop.check(.typed("12345678"), for: account, settings: shop.settings)
        #expect(verdict == .refused(.tooWeak([.tooCommon, .entirelyNumeric])))
        #expect(shop.hasher.jobs.isEmpty)
    }

    @Test("what the rules refuse stays refused also when it was never used")
    func weakAndNew() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let verdict = try await shop.check(.typed("12345678"), for: account, settings: shop.settings)
        #expect(verdict == .refused(.tooWeak([.tooCommon, .entirelyNumeric])))
        #expect(shop.hasher.jobs == [.encode(comparedWith: 1)])
    }

    @Test(
        "a password like the account's own data is refused",
        arguments: [
            ("ayse@example.org", "email"), ("karadenizli1", "first_name"), ("05320000000x", "phone"),
        ]
    )
    func similar(password: String, attribute: String) async throws {
        let shop = try await TestShop()
        var account = try shop.addAccount(email: "ayse@example.org", firstName: "Karadenizli")
        account.profile.phone = PhoneNumber("05320000000")
        var settings = shop.settings
        let names = ["email", "first_name", "phone"].map { JSONValue.string($0) }
        let rule = JSONValue.object([
            .init("NAME", .string("user_attribute_similarity")),
            .init("OPTIONS", .object([.init("user_attributes", .array(names))])),
        ])
        settings.passwordPolicy = try PasswordPolicy(parsing: .array([rule]))
        let verdict = try await shop.check(.typed(password), for: account, settings: settings)
        let attribute = try #require(UserAttribute(rawValue: attribute))
        #expect(verdict == .refused(.tooWeak([.tooSimilar(to: attribute)])))
    }

    @Test("current and kept passwords count as used; comparing and encoding are one job of the queue")
    func used() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let kept = ["eski-Kapı-11", "eski-Kapı-22"].map { shop.hasher.stored($0) }
        shop.store.edit { $0.history[account.id] = kept }
        for password in [TestShop.password, "eski-Kapı-11", "eski-Kapı-22"] {
            shop.hasher.forgetJobs()
            let verdict = try await shop.check(.typed(password), for: account, settings: shop.settings)
            #expect(verdict == .refused(.tooWeak([.usedBefore(remembered: 5)])))
            #expect(shop.hasher.jobs == [.encode(comparedWith: 3)])
        }
        shop.hasher.forgetJobs()
        #expect(try await accepts(TestShop.otherPassword, for: account, shop))
        #expect(shop.hasher.jobs == [.encode(comparedWith: 3)])
    }

    @Test("passwords beyond the configured length do not count, even before they are pruned")
    func length() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let kept = ["eski-Kapı-11", "eski-Kapı-22"].map { shop.hasher.stored($0) }
        shop.store.edit { $0.history[account.id] = kept }
        try await shop.set(.passwordHistoryLength, .integer(1))
        let verdict = try await shop.check(.typed("eski-Kapı-11"), for: account, settings: shop.settings)
        #expect(verdict == .refused(.tooWeak([.usedBefore(remembered: 1)])))
        #expect(try await accepts("eski-Kapı-22", for: account, shop))
    }

    @Test("history 0, or a policy without the history rule, compares with nothing", arguments: [true, false])
    func off(isLengthZero: Bool) async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        if isLengthZero {
            try await shop.set(.passwordHistoryLength, .integer(0))
        } else {
            try await shop.set(.authPasswordValidators, .array([.object([.init("NAME", .string("minimum_length"))])]))
        }
        #expect(try await accepts(TestShop.password, for: account, shop))
        #expect(shop.hasher.jobs == [.encode(comparedWith: 0)])
    }

    @Test("an account that never had a password has nothing to compare with")
    func nothingUsable() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount(password: nil)
        #expect(try await accepts(TestShop.password, for: account, shop))
        #expect(shop.hasher.jobs == [.encode(comparedWith: 0)])
    }

    /// Whether the verdict is a hash of that very password.
    private func accepts(_ password: String, for account: Account, _ shop: TestShop) async throws -> Bool {
        let verdict = try await shop.check(.typed(password), for: account, settings: shop.settings)
        guard case .accepted(let encoded) = verdict else { return false }
        return encoded.verify(password) == .match
    }
}
