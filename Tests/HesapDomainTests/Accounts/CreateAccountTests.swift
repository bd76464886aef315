import DjangoCompat
import HesapDomain
import HesapTestKit
import Testing

@Suite("An account made by the operator")
struct CreateAccountTests {
    private func create(
        _ email: String,
        _ password: String?,
        in shop: TestShop
    ) async throws -> CreateAccount.Outcome {
        try await shop.createAccount(
            email: try #require(EmailAddress(email)),
            password: password.map { Secret($0) },
            firstName: "Ayşe",
            lastName: "",
            type: .guest,
            language: .english
        )
    }

    @Test("it has the type and the password it was given, and nobody is mailed")
    func created() async throws {
        let shop = try await TestShop()
        // Too weak for a shopper; the operator may.
        guard case .created(let id) = try await create("ayse@example.com", "1234", in: shop) else {
            Issue.record("not created")
            return
        }
        let account = try shop.account(id)
        #expect(account.profile.userType == .guest)
        #expect(account.profile.language == .english)
        #expect(shop.hasher.isPassword("1234", of: account))
        #expect(shop.store.rows.mails.isEmpty)
    }

    @Test("without a password it can only be reset")
    func withoutPassword() async throws {
        let shop = try await TestShop()
        guard case .created(let id) = try await create("ayse@example.com", nil, in: shop) else {
            Issue.record("not created")
            return
        }
        let account = try shop.account(id)
        #expect(!account.password.isUsable)
        #expect(shop.hasher.jobs.isEmpty)
        #expect(try await shop.tryToReset(shop.resetLink(for: account)) == .reset)
    }

    @Test("a taken address is said to be taken")
    func taken() async throws {
        let shop = try await TestShop()
        try shop.addAccount(email: "Ayse@example.com")
        #expect(try await create("ayse@example.com", nil, in: shop) == .addressTaken)
        #expect(shop.store.rows.accounts.count == 1)
    }
}
