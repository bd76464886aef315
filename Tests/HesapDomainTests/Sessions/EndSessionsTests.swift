import DjangoCompat
import HesapDomain
import HesapTestKit
import Testing

@Suite("An operator ends sessions")
struct EndSessionsTests {
    private static func endSessions(in shop: TestShop) -> EndSessions {
        EndSessions(list: shop.store.sessionList, store: shop.store.sessionStore, secretKeys: TestShop.secretKeys)
    }

    @Test("of one account: also those that Django made and Hesap never saw, and nobody else's")
    func one() async throws {
        let shop = try await TestShop()
        let (account, other) = (try shop.addAccount(), try shop.addAccount(email: "can@example.com"))
        let visits = [try await shop.signedIn(account), try await shop.signedIn(account)]
        let unseen = try await shop.plant(signedInMembers(account))
        let (theirs, guest) = (try await shop.signedIn(other), try await shop.guest())
        let theirUnseen = try await shop.plant(signedInMembers(other), key: "abcdefghijklmnopqrstuvwxyz543210")
        #expect(try await Self.endSessions(in: shop).ofOne(account) == 3)
        for visit in visits { #expect(try await shop.reopen(visit).account == nil) }
        #expect(try await shop.visits.open([unseen]).account == nil)
        #expect(try await shop.reopen(theirs).account != nil)
        #expect(try await shop.visits.open([theirUnseen]).account != nil)
        #expect(try await shop.reopen(guest).key != nil)
        #expect(try await Self.endSessions(in: shop).ofOne(account) == 0)
        #expect(try await shop.tryToSignIn().word == "signed in")
    }

    @Test("an unseen one is found behind any number of guests")
    func manyGuests() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        for _ in 0..<1100 { _ = try await shop.guest() }
        // Behind every other: 9 comes before a, and z is the last.
        let unseen = try await shop.plant(signedInMembers(account), key: String(repeating: "z", count: 32))
        #expect(try await Self.endSessions(in: shop).ofOne(account) == 1)
        #expect(try await shop.visits.open([unseen]).account == nil)
        #expect(shop.store.rows.sessions.count == 1100)
    }

    @Test("of everybody: no session is left, however many there were", arguments: [0, 1, 499, 500, 1100])
    func everybody(guests: Int) async throws {
        let shop = try await TestShop()
        for _ in 0..<guests { _ = try await shop.guest() }
        _ = try await shop.signedIn(try shop.addAccount())
        #expect(try await Self.endSessions(in: shop).ofEverybody() == guests + 1)
        #expect(shop.store.rows.sessions.isEmpty)
    }
}
