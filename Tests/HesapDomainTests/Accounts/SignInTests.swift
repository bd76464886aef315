import DjangoCompat
import HesapDomain
import HesapTestKit
import Testing

@Suite("Signing in")
struct SignInTests {
    @Test("the right password opens a session, notes the time and is audited")
    func rightPassword() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let origin = RequestOrigin.fixture(address: "192.0.2.7", userAgent: "Firefox", requestID: "r-7")
        let visit = try await shop.signedIn(account, origin: origin)
        #expect(visit.account?.id == account.id)
        #expect(visit.account?.lastLogin == shop.clock.now)
        #expect(try shop.account(account.id).lastLogin == shop.clock.now)
        #expect(try await shop.reopen(visit).account == visit.account)
        let key = try #require(visit.key)
        let row = try #require(shop.store.rows.sessions[key])
        #expect(row.owner?.account == account.id)
        #expect(row.owner?.address == "192.0.2.7")
        #expect(row.owner?.userAgent == "Firefox")
        let audited = AuditRow(event: .signedIn, account: account.id, at: shop.clock.now, requestID: "r-7")
        #expect(shop.store.rows.audit == [audited])
    }

    @Test("the session's dict is the one that Django's login makes")
    func payload() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let visit = try await shop.signedIn(account)
        #expect(visit.payload.keys == ["_auth_user_id", "_auth_user_backend", "_auth_user_hash"])
        #expect(visit.payload["_auth_user_id"] == .string(String(account.id.raw)))
        #expect(visit.payload["_auth_user_backend"] == .string("django.contrib.auth.backends.ModelBackend"))
        let hash = SessionAuthHash(secretKeys: TestShop.secretKeys).text(for: account.password)
        #expect(visit.payload["_auth_user_hash"] == .string(hash))
    }

    /// Who fails to sign in, and what that costs.
    struct Refusal: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var email = "ayse@example.com"
        var password = TestShop.password
        var stored: String? = TestShop.password
        var isActive = true
        let isKnown: Bool
    }

    @Test(
        "every refusal is the same, costs exactly one hash, and writes nothing",
        arguments: [
            Refusal(testDescription: "unknown address", email: "can@example.com", isKnown: false),
            Refusal(testDescription: "wrong password", password: TestShop.otherPassword, isKnown: true),
            Refusal(testDescription: "inactive account", isActive: false, isKnown: true),
            Refusal(testDescription: "no usable password", stored: nil, isKnown: false),
            Refusal(testDescription: "empty password", password: "", isKnown: true),
            Refusal(testDescription: "a blank more", password: TestShop.password + " ", isKnown: true),
            Refusal(testDescription: "another case", password: TestShop.password.uppercased(), isKnown: true),
        ]
    )
    func refused(refusal: Refusal) async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount(password: refusal.stored, isActive: refusal.isActive)
        let outcome = try await shop.tryToSignIn(refusal.email, refusal.password)
        #expect(outcome.word == "invalid")
        #expect(shop.hasher.jobs == [.verify(isKnown: refusal.isKnown)])
        #expect(shop.store.calls(of: .signIns) == 0)
        #expect(shop.store.rows.sessions.isEmpty)
        #expect(shop.store.rows.audit.isEmpty)
        #expect(try shop.account(account.id) == account)
    }

    @Test("the address is compared without case")
    func caseOfAddress() async throws {
        let shop = try await TestShop()
        try shop.addAccount(email: "Ayse@example.com")
        #expect(try await shop.tryToSignIn("aYSE@EXAMPLE.com").word == "signed in")
    }

    @Test("of several accounts of one address the active one signs in, else the oldest counts")
    func severalAccounts() async throws {
        let shop = try await TestShop()
        try shop.addAccount(email: "ayse@example.com", isActive: false)
        let active = try shop.addAccount(email: "AYSE@example.com")
        try shop.addAccount(email: "ayse@example.com", password: TestShop.otherPassword)
        #expect(try await shop.tryToSignIn().visit?.account?.id == active.id)
        #expect(try await shop.tryToSignIn("ayse@example.com", TestShop.otherPassword).word == "invalid")
    }

    @Test("a password is good for as long as its owner wants: ten years later it signs in")
    func oldPassword() async throws {
        let shop = try await TestShop()
        try shop.addAccount()
        #expect(try await shop.tryToSignIn().word == "signed in")
        shop.clock.advance(seconds: 10 * 365 * 86_400)
        #expect(try await shop.tryToSignIn().word == "signed in")
    }

    @Test("an outdated hash is renewed, and the session that begins with it lives")
    func renewal() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let outdated = shop.hasher.stored(TestShop.password, iterations: 2)
        shop.edit(account.id) { $0.password = outdated }
        let visit = try await shop.signedIn(account)
        let renewed = try shop.account(account.id).password
        #expect(renewed.text.hasPrefix("pbkdf2_sha256$1$"))
        #expect(shop.hasher.isPassword(TestShop.password, of: try shop.account(account.id)))
        #expect(try await shop.reopen(visit).account?.password == renewed)
    }

    @Test("a hash of the preferred cost stays byte for byte")
    func noRenewal() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        _ = try await shop.signedIn(account)
        #expect(try shop.account(account.id).password.text == account.password.text)
    }

    @Test("a full hash queue is passed on, and nothing is written")
    func busy() async throws {
        let shop = try await TestShop()
        try shop.addAccount()
        shop.hasher.setFull(true)
        await #expect(throws: Outage.busy(retryAfterSeconds: 1)) { _ = try await shop.tryToSignIn() }
        #expect(shop.store.rows.sessions.isEmpty)
    }

    @Test(
        "a database that is away is no wrong password",
        arguments: [ShopPort.accounts, .throttles, .signIns]
    )
    func outage(port: ShopPort) async throws {
        let shop = try await TestShop()
        try shop.addAccount()
        shop.store.fail(port, with: .unavailable(detail: "connection refused"))
        await #expect(throws: Outage.unavailable(detail: "connection refused")) { _ = try await shop.tryToSignIn() }
        #expect(shop.store.rows.sessions.isEmpty)
        #expect(try await shop.tryToSignIn().word == "signed in")
    }

    // MARK: What happens while the password is hashed

    enum Meanwhile: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case reset = "reset by mail", anonymized, deactivated
        var testDescription: String { rawValue }
    }

    @Test("a sign-in that is half open loses against what happened meanwhile", arguments: Meanwhile.allCases)
    func halfOpen(meanwhile: Meanwhile) async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let link = try shop.resetLink(for: account)
        shop.hasher.duringNext(.verify) {
            switch meanwhile {
            case .reset: #expect(await (try? shop.tryToReset(link)) == .reset)
            case .anonymized:
                #expect(await (try? shop.anonymize.erase(account, language: .turkish, requestID: "r")) == true)
            case .deactivated: shop.edit(account.id) { $0.isActive = false }
            }
        }
        #expect(try await shop.tryToSignIn().word == "invalid")
        #expect(shop.store.rows.sessions.isEmpty)
        #expect(!shop.store.rows.audit.map(\.event).contains(.signedIn))
    }
}
