import DjangoCompat
import HesapDomain
import HesapTestKit
import Testing

@Suite("Seeing what anonymizing would change")
struct AnonymizationPreviewTests {
    private func enabledShop() async throws -> TestShop {
        let shop = try await TestShop()
        try await shop.set(.selfAnonymizationEnabled, .bool(true))
        return shop
    }

    private func preview(_ visit: Visit, _ shop: TestShop) async throws -> AnonymizationPreview.Outcome {
        try await shop.anonymizationPreview(in: visit, settings: shop.settings)
    }

    private func changes(_ outcome: AnonymizationPreview.Outcome) throws -> [AnonymizationChange] {
        guard case .shown(let changes, _) = outcome else {
            Issue.record("\(outcome)")
            return []
        }
        return changes
    }

    @Test("it is refused where anonymizing is, for the same reasons")
    func refused() async throws {
        let shop = try await TestShop()
        let visit = try await shop.signedIn(try shop.addAccount())
        #expect(try await preview(visit, shop) == .disabled)
        #expect(try await preview(.unknown, shop) == .disabled)
        try await shop.set(.selfAnonymizationEnabled, .bool(true))
        #expect(try await preview(.unknown, shop) == .notSignedIn)
        #expect(try await preview(try await shop.guest(), shop) == .notSignedIn)
    }

    @Test("every field has its value and what becomes of it; empty ones are left out")
    func values() async throws {
        let shop = try await enabledShop()
        let account = try shop.addAccount(username: "ayse", lastName: "")
        shop.addCities(try .izmir())
        shop.edit(account.id) { account in
            account.profile.phone = PhoneNumber("+905320000000")
            account.profile.city = CityID(311_046)
            account.profile.consents = Consents(email: true, call: true)
            account.profile.attributes = .object([.init("shoe", .integer(42))])
        }
        let changes = try changes(try await preview(try await shop.signedIn(account), shop))
        let izmir = try City.izmir()
        #expect(
            changes == [
                AnonymizationChange(.firstName, .text("Ayşe"), .erased),
                AnonymizationChange(.email, .text("ayse@example.com"), .replaced),
                AnonymizationChange(.username, .text("ayse"), .replaced),
                AnonymizationChange(.password, .hidden, .unusable),
                AnonymizationChange(.phone, .text("+905320000000"), .erased),
                AnonymizationChange(.city, .city(izmir.id, izmir), .erased),
                AnonymizationChange(.emailAllowed, .flag(true), .switchedOff),
                AnonymizationChange(.callAllowed, .flag(true), .switchedOff),
                AnonymizationChange(.attributes, .attributes(.object([.init("shoe", .integer(42))])), .erased),
                AnonymizationChange(.isActive, .flag(true), .switchedOff),
                AnonymizationChange(.userType, .text("registered"), .anonymized),
            ]
        )
    }

    @Test("a city that is no longer offered is still announced")
    func formerCity() async throws {
        let shop = try await enabledShop()
        let account = try shop.addAccount()
        let id = try #require(CityID(7))
        shop.edit(account.id) { $0.profile.city = id }
        let changes = try changes(try await preview(try await shop.signedIn(account), shop))
        #expect(changes.contains(AnonymizationChange(.city, .city(id, nil), .erased)))
    }

    @Test("sessions, former passwords and waiting mails are counted, and nothing is written")
    func counts() async throws {
        let shop = try await enabledShop()
        let account = try shop.addAccount()
        let visit = try await shop.signedIn(account)
        _ = try await shop.signedIn(account)
        shop.store.edit { $0.history[account.id] = [account.password] }
        try await shop.store.outbox.enqueue(
            Mail(.passwordReset, to: account.email, account: nil, language: .turkish),
            at: shop.clock.now
        )
        let before = shop.store.rows
        guard case .shown(_, let counts) = try await preview(visit, shop) else {
            Issue.record("not shown")
            return
        }
        #expect(counts == AnonymizationCounts(sessions: 2, passwords: 1, mails: 1))
        let after = shop.store.rows
        #expect(after.accounts == before.accounts && after.throttles == before.throttles)
        #expect(after.audit == before.audit && after.mails == before.mails)
    }
}
