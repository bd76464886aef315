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
            let refusal = try await shop.check.refusal(
                of: .typed(pair.0, pair.1),
                for: account,
                settings: shop.settings
            )
            #expect(refusal == .mismatch)
        }
        #expect(shop.hasher.jobs.isEmpty)
    }

    @Test("every rule that fails is named, in the configured order, history last")
    func everyReason() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount(password: "1234")
        let refusal = try await shop.check.refusal(of: .typed("1234"), for: account, settings: shop.settings)
        let reasons: [PasswordRefusal] = [
            .tooShort(minimum: 8), .tooCommon, .entirelyNumeric, .usedBefore(remembered: 5),
        ]
        #expect(refusal == .tooWeak(reasons))
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
        let refusal = try await shop.check.refusal(of: .typed(password), for: account, settings: settings)
        #expect(refusal == .tooWeak([.tooSimilar(to: try #require(UserAttribute(rawValue: attribute)))]))
    }

    @Test("current and kept passwords count as used, in one job of the queue")
    func used() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let kept = ["eski-Kapı-11", "eski-Kapı-22"].map { shop.hasher.stored($0) }
        shop.store.edit { $0.history[account.id] = kept }
        for password in [TestShop.password, "eski-Kapı-11", "eski-Kapı-22"] {
            shop.hasher.forgetJobs()
            let refusal = try await shop.check.refusal(of: .typed(password), for: account, settings: shop.settings)
            #expect(refusal == .tooWeak([.usedBefore(remembered: 5)]))
            #expect(shop.hasher.jobs == [.compare(count: 3)])
        }
        let fresh = try await shop.check.refusal(
            of: .typed(TestShop.otherPassword),
            for: account,
            settings: shop.settings
        )
        #expect(fresh == nil)
    }

    @Test("passwords beyond the configured length do not count, even before they are pruned")
    func length() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let kept = ["eski-Kapı-11", "eski-Kapı-22"].map { shop.hasher.stored($0) }
        shop.store.edit { $0.history[account.id] = kept }
        try await shop.set(.passwordHistoryLength, .integer(1))
        let refusals = [
            try await shop.check.refusal(of: .typed("eski-Kapı-11"), for: account, settings: shop.settings),
            try await shop.check.refusal(of: .typed("eski-Kapı-22"), for: account, settings: shop.settings),
        ]
        #expect(refusals == [.tooWeak([.usedBefore(remembered: 1)]), nil])
    }

    @Test("history 0, or a policy without the history rule, asks nothing and hashes nothing", arguments: [true, false])
    func off(isLengthZero: Bool) async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        if isLengthZero {
            try await shop.set(.passwordHistoryLength, .integer(0))
        } else {
            try await shop.set(.authPasswordValidators, .array([.object([.init("NAME", .string("minimum_length"))])]))
        }
        let refusal = try await shop.check.refusal(of: .typed(TestShop.password), for: account, settings: shop.settings)
        #expect(refusal == nil)
        #expect(shop.hasher.jobs.isEmpty)
    }

    @Test("an account that never had a password has nothing to compare with")
    func nothingUsable() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount(password: nil)
        let refusal = try await shop.check.refusal(of: .typed(TestShop.password), for: account, settings: shop.settings)
        #expect(refusal == nil)
        #expect(shop.hasher.jobs.isEmpty)
    }
}
