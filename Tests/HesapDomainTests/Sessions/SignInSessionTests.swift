import DjangoCompat
import HesapDomain
import HesapTestKit
import Testing

@Suite("The session at sign-in")
struct SignInSessionTests {
    @Test("the key changes, the guest's data stays, and the guest's row is gone")
    func guestSignsIn() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let guest = try await shop.guest([.set("currency", .string("EUR")), .set("city", .integer(7))])
        let visit = try await shop.signedIn(account, in: guest)
        #expect(visit.key != guest.key)
        #expect(visit.payload["currency"] == .string("EUR"))
        #expect(visit.payload["city"] == .integer(7))
        #expect(Set(shop.store.rows.sessions.keys) == Set([visit.key].compactMap { $0 }))
        #expect(try await shop.reopen(guest).key == nil, "the old key opens nothing any more")
    }

    @Test("an attacker's key in the browser is not the key of the shopper's session")
    func fixation() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        // The attacker has a live guest session and plants its key.
        let attackers = try await shop.guest()
        let visit = try await shop.signedIn(account, in: try await shop.reopen(attackers))
        #expect(visit.key != attackers.key)
        #expect(try await shop.reopen(attackers).account == nil)
    }

    @Test("another account's data is not taken over")
    func anotherAccount() async throws {
        let shop = try await TestShop()
        let (first, second) = (try shop.addAccount(), try shop.addAccount(email: "can@example.com"))
        let guest = try await shop.guest([.set("currency", .string("EUR"))])
        let firsts = try await shop.signedIn(first, in: guest)
        let seconds = try await shop.signedIn(second, in: firsts)
        #expect(seconds.account?.id == second.id)
        #expect(seconds.payload["currency"] == nil)
        #expect(seconds.payload["basket"] == nil)
        #expect(seconds.payload["_auth_user_id"] == .string(String(second.id.raw)))
        #expect(try await shop.reopen(firsts).account == nil)
    }

    @Test("signing in again as oneself keeps the data under yet another key")
    func sameAccount() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let guest = try await shop.guest([.set("currency", .string("EUR"))])
        let first = try await shop.signedIn(account, in: guest)
        let again = try await shop.signedIn(account, in: first)
        #expect(again.key != first.key)
        #expect(again.payload["currency"] == .string("EUR"))
        #expect(try await shop.reopen(first).key == nil)
    }

    @Test("a session that died of a new password is removed by the sign-in, with its data")
    func deadSession() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let guest = try await shop.guest([.set("currency", .string("EUR"))])
        let old = try await shop.signedIn(account, in: guest)
        let hasher = shop.hasher
        shop.edit(account.id) { $0.password = hasher.stored(TestShop.otherPassword) }
        let dead = try await shop.reopen(old)
        let visit = try await shop.signedIn(account, password: TestShop.otherPassword, in: dead)
        #expect(visit.payload["currency"] == nil)
        #expect(Set(shop.store.rows.sessions.keys) == Set([visit.key].compactMap { $0 }))
    }

    @Test("a failed sign-in leaves the guest as they were")
    func failed() async throws {
        let shop = try await TestShop()
        try shop.addAccount()
        let guest = try await shop.guest()
        _ = try await shop.tryToSignIn("ayse@example.com", "wrong", in: guest)
        #expect(try await shop.reopen(guest).payload == guest.payload)
        #expect(shop.store.rows.sessions.count == 1)
    }
}
