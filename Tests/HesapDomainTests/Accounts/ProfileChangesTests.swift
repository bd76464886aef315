import DjangoCompat
import HesapDomain
import HesapTestKit
import Testing

@Suite("A partial update of the profile")
struct ProfileChangesTests {
    private func account() async throws -> Account {
        var account = try await TestShop().addAccount()
        account.profile.phone = PhoneNumber("+905320000000")
        account.profile.gender = .female
        account.profile.dateOfBirth = CivilDate("1990-02-28")
        account.profile.language = .turkish
        account.profile.city = CityID(7)
        account.profile.consents = Consents(email: true, sms: true, call: true, whatsapp: true)
        account.profile.attributes = .object([.init("size", .string("M"))])
        return account
    }

    @Test("what was not sent stays")
    func nothing() async throws {
        let account = try await account()
        #expect(ProfileChanges().applied(to: account) == account)
    }

    @Test("what was sent changes, and nothing else")
    func everything() async throws {
        let account = try await account()
        var changes = ProfileChanges()
        changes.firstName = .set("Can")
        changes.gender = .set(nil)
        changes.city = .set(nil)
        changes.smsAllowed = .set(false)
        var expected = account
        expected.firstName = "Can"
        expected.profile.gender = nil
        expected.profile.city = nil
        expected.profile.consents = Consents(email: true, sms: false, call: true, whatsapp: true)
        #expect(changes.applied(to: account) == expected)
    }

    @Test("each field goes into its own place")
    func places() async throws {
        let account = try await account()
        var changes = ProfileChanges()
        changes.lastName = .set("Demir")
        changes.phone = .set(nil)
        changes.dateOfBirth = .set(CivilDate("2000-01-01"))
        changes.language = .set(.english)
        changes.emailAllowed = .set(false)
        changes.callAllowed = .set(false)
        changes.attributes = .set(.object([]))
        let changed = changes.applied(to: account)
        #expect(changed.lastName == "Demir")
        #expect(changed.firstName == account.firstName)
        #expect(changed.profile.phone == nil)
        #expect(changed.profile.dateOfBirth == CivilDate("2000-01-01"))
        #expect(changed.profile.language == .english)
        #expect(changed.profile.consents == Consents(email: false, sms: true, call: false, whatsapp: true))
        #expect(changed.profile.attributes == .object([]))
        #expect(changed.profile.gender == .female)
        #expect(changed.profile.city == CityID(7))
    }
}
