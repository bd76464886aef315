import DjangoCompat
import HesapDomain
import HesapTestKit
import Testing

@Suite("Setting a first password")
struct SetPasswordTests {
    private func set(_ new: NewPassword, in visit: Visit, of shop: TestShop) async throws -> SetPassword.Outcome {
        try await shop.setPassword(
            new,
            of: try #require(visit.account),
            in: visit,
            origin: .fixture(requestID: "r-5"),
            settings: shop.settings
        )
    }

    @Test("an account without a password gets one and becomes registered")
    func first() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount(password: nil, type: .guest)
        let visit = try await shop.signedInWithoutPassword(account)
        let after = try #require(try await set(.typed(TestShop.password), in: visit, of: shop).visit)
        let changed = try shop.account(account.id)
        #expect(shop.hasher.isPassword(TestShop.password, of: changed))
        #expect(changed.profile.userType == .registered)
        #expect(after.key != visit.key)
        #expect(try await shop.reopen(after).account == changed)
        #expect(try await shop.reopen(visit).key == nil)
        #expect(shop.store.rows.history[account.id, default: []].isEmpty, "a mark is no password to remember")
        #expect(shop.store.rows.audit.map(\.event) == [.passwordSet])
        #expect(shop.store.rows.audit.map(\.requestID) == ["r-5"])
        #expect(shop.store.rows.mails.map(\.kind) == [.passwordChanged])
    }

    @Test("one that has a password must give it: a stolen session cannot replace it")
    func alreadySet() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let visit = try await shop.signedIn(account)
        shop.hasher.forgetJobs()
        #expect(try await set(.typed(TestShop.otherPassword), in: visit, of: shop).word == "already set")
        #expect(try shop.account(account.id).password == account.password)
        #expect(shop.hasher.jobs.isEmpty)
    }

    @Test("the rules hold here too: mismatch, validators, and what was used before")
    func refused() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount(password: nil)
        let old = shop.hasher.stored("eski-Kapı-11")
        shop.store.edit { $0.history[account.id] = [old] }
        let visit = try await shop.signedInWithoutPassword(account)
        let cases: [(NewPassword, NewPasswordRefusal)] = [
            (.typed("a", "b"), .mismatch),
            (.typed("12345678"), .tooWeak([.tooCommon, .entirelyNumeric])),
            (.typed("eski-Kapı-11"), .tooWeak([.usedBefore(remembered: 5)])),
        ]
        for (new, refusal) in cases {
            #expect(try await set(new, in: visit, of: shop).word == "refused \(refusal)")
        }
        #expect(try shop.account(account.id) == account)
    }

    @Test("a set that was overtaken by another one writes nothing")
    func overtaken() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount(password: nil)
        let visit = try await shop.signedInWithoutPassword(account)
        let link = try shop.resetLink(for: account)
        shop.hasher.duringNext(.encode) {
            #expect(await (try? shop.tryToReset(link)) == .reset)
        }
        #expect(try await set(.typed(TestShop.password), in: visit, of: shop).word == "session ended")
        #expect(shop.hasher.isPassword(TestShop.otherPassword, of: try shop.account(account.id)))
    }
}
