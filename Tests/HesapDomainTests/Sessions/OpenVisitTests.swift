import DjangoCompat
import HesapDomain
import HesapTestKit
import Testing

@Suite("Opening a session")
struct OpenVisitTests {
    @Test("a browser without a cookie costs no query and gets no session")
    func noCookie() async throws {
        let shop = try await TestShop()
        let visit = try await shop.visits.open([])
        #expect(visit.key == nil)
        #expect(visit.account == nil)
        #expect(shop.store.calls(of: .sessionStore) == 0)
    }

    @Test("an unknown key is never adopted: the first write makes another one")
    func fixation() async throws {
        let shop = try await TestShop()
        let attackers = try #require(SessionKey("abcdefghijklmnopqrstuvwxyz012345"))
        let visit = try await shop.visits.open([attackers])
        #expect(visit.key == nil)
        #expect(shop.store.rows.sessions.isEmpty, "reading must not make a session")
        let written = try await shop.visits.write([.set("currency", .string("TRY"))], in: visit)
        let key = try #require(written?.key)
        #expect(key != attackers)
        #expect(Array(shop.store.rows.sessions.keys) == [key])
    }

    @Test("a session lives to the last second before its end", arguments: [(-1, true), (0, false), (1, false)])
    func expiry(seconds: Int64, isAlive: Bool) async throws {
        let shop = try await TestShop()
        let guest = try await shop.guest()
        shop.clock.advance(seconds: TestShop.sessionLifetimeSeconds + seconds)
        #expect(try await shop.reopen(guest).key == (isAlive ? guest.key : nil))
    }

    @Test("of two cookies the first that names a live session wins")
    func twoCookies() async throws {
        let shop = try await TestShop()
        let (first, second) = (try await shop.guest(), try await shop.guest())
        let unknown = try #require(SessionKey("abcdefghijklmnopqrstuvwxyz012345"))
        let (one, two) = (try #require(first.key), try #require(second.key))
        #expect(try await shop.visits.open([one, two]).key == one)
        #expect(try await shop.visits.open([two, one]).key == two)
        #expect(try await shop.visits.open([unknown, two]).key == two)
    }

    @Test("a session that died of a new password does not stand before a live one in the second cookie")
    func deadFirst() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let old = try #require(try await shop.signedIn(account).key)
        shop.edit(account.id) { $0.password = EncodedPassword("pbkdf2_sha256$1$salt$other") }
        let current = try shop.account(account.id)
        let new = try #require(try await shop.signedInWithoutPassword(current).key)
        #expect(try await shop.visits.open([old, new]).account == current)
        #expect(try await shop.visits.open([new, old]).account == current)
        #expect(try await shop.visits.open([old]).key == nil)
    }

    @Test(
        "a row that we did not sign is an empty session under its key",
        arguments: ["", "garbage", "eyJfYXV0aF91c2VyX2lkIjoiMSJ9:1abcde:forged-signature"]
    )
    func corrupt(text: String) async throws {
        let shop = try await TestShop()
        let key = try await shop.plant(text: text)
        let visit = try await shop.visits.open([key])
        #expect(visit.key == key)
        #expect(visit.account == nil)
        #expect(visit.payload.isEmpty)
    }

    @Test("a session signed with a stranger's secret signs nobody in")
    func strangersSignature() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let stranger = SecretKeys(primary: "a stranger's secret", fallbacks: [])
        let key = try await shop.plant(signedInMembers(account), signedWith: stranger)
        let visit = try await shop.visits.open([key])
        #expect(visit.account == nil)
        #expect(visit.payload.isEmpty)
    }

    @Test("a session that Django made is signed in, with all it holds")
    func djangosSession() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let visit = try await shop.visits.open([try await shop.plant(signedInMembers(account))])
        #expect(visit.account == account)
        #expect(visit.payload["cart_id"] == .integer(9))
    }

    @Test(
        "an auth hash that is not the password's ends the session",
        arguments: [JSONValue.string(""), .string("0123456789abcdef"), .null, .integer(1), .bool(true)]
    )
    func wrongAuthHash(hash: JSONValue) async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let key = try await shop.plant(signedInMembers(account, hash: hash))
        let visit = try await shop.visits.open([key])
        #expect(visit.account == nil)
        #expect(visit.key == nil)
        #expect(visit.payload.isEmpty, "the old shopper's data is not the next one's")
    }

    enum Change: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case newPassword = "a new password", sameAnew = "the same password hashed anew", inactive, gone
        var testDescription: String { rawValue }
    }

    @Test("a session dies with what it was opened for, and its row with the next write", arguments: Change.allCases)
    func dead(change: Change) async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let signedIn = try await shop.signedIn(account)
        let hasher = shop.hasher
        switch change {
        case .newPassword: shop.edit(account.id) { $0.password = hasher.stored(TestShop.otherPassword) }
        case .sameAnew: shop.edit(account.id) { $0.password = hasher.stored(TestShop.password) }
        case .inactive: shop.edit(account.id) { $0.isActive = false }
        case .gone: shop.store.edit { $0.accounts = [:] }
        }
        let visit = try await shop.reopen(signedIn)
        #expect(visit.account == nil)
        #expect(visit.key == nil)
        let written = try #require(try await shop.visits.write([.set("currency", .string("EUR"))], in: visit))
        #expect(written.key != signedIn.key)
        #expect(written.payload.keys == ["currency"])
        #expect(Set(shop.store.rows.sessions.keys) == Set([written.key].compactMap { $0 }))
    }

    @Test(
        "an account id that is none signs nobody in",
        arguments: [JSONValue.string("0"), .string("-1"), .string("abc"), .string(""), .integer(1), .null]
    )
    func notAnID(id: JSONValue) async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        #expect(account.id.raw == 1)
        let members = signedInMembers(account).map { $0.0 == "_auth_user_id" ? ($0.0, id) : $0 }
        #expect(try await shop.visits.open([try await shop.plant(members)]).account == nil)
    }

    @Test("a database that is away is not an empty session")
    func outage() async throws {
        let shop = try await TestShop()
        let visit = try await shop.signedIn(try shop.addAccount())
        shop.store.fail(.sessionStore, with: .busy(retryAfterSeconds: 2))
        await #expect(throws: Outage.busy(retryAfterSeconds: 2)) { _ = try await shop.reopen(visit) }
        #expect(try await shop.reopen(visit).account != nil)
    }
}
