import HesapDomain
import HesapTestKit
import Testing

@Suite("The list of own sessions")
struct OwnSessionsTests {
    @Test("it shows live sessions, newest first, and nobody else's")
    func list() async throws {
        let shop = try await TestShop()
        let (own, other) = (try shop.addAccount(), try shop.addAccount(email: "can@example.com"))
        let phone = try await shop.signedIn(own, origin: .fixture(address: "192.0.2.1", userAgent: "Phone"))
        shop.clock.advance(seconds: 10)
        let desk = try await shop.signedIn(own, origin: .fixture(address: "192.0.2.2", userAgent: "Desk"))
        _ = try await shop.signedIn(other)
        _ = try await shop.guest()
        let entries = try await shop.ownSessions.all(of: own)
        #expect(entries.map(\.key) == [desk.key, phone.key])
        #expect(entries.map(\.userAgent) == ["Desk", "Phone"])
        #expect(entries.map(\.address) == ["192.0.2.2", "192.0.2.1"])
        #expect(entries.map(\.createdAt) == [shop.clock.now, FrozenClock.start])
        shop.clock.set(FrozenClock.start.adding(seconds: TestShop.sessionLifetimeSeconds))
        #expect(try await shop.ownSessions.all(of: own).map(\.key) == [desk.key])
    }

    @Test("ending one ends that one, once")
    func endOne() async throws {
        let shop = try await TestShop()
        let own = try shop.addAccount()
        let (phone, desk) = (try await shop.signedIn(own), try await shop.signedIn(own))
        let entry = try #require(try await shop.ownSessions.all(of: own).first { $0.key == phone.key })
        #expect(try await shop.ownSessions.end(entry.publicID, of: own) == [entry.key])
        #expect(try await shop.reopen(phone).account == nil)
        #expect(try await shop.reopen(desk).account != nil)
        #expect(try await shop.ownSessions.end(entry.publicID, of: own) == [])
    }

    @Test("another account's session is none of theirs")
    func endAnothers() async throws {
        let shop = try await TestShop()
        let (own, other) = (try shop.addAccount(), try shop.addAccount(email: "can@example.com"))
        let theirs = try await shop.signedIn(other)
        let entry = try #require(try await shop.ownSessions.all(of: other).first)
        #expect(try await shop.ownSessions.end(entry.publicID, of: own) == [])
        #expect(try await shop.reopen(theirs).account != nil)
    }

    @Test("ending all others leaves this one, and other people's")
    func endOthers() async throws {
        let shop = try await TestShop()
        let (own, other) = (try shop.addAccount(), try shop.addAccount(email: "can@example.com"))
        let (phone, desk) = (try await shop.signedIn(own), try await shop.signedIn(own))
        let (theirs, guest) = (try await shop.signedIn(other), try await shop.guest())
        try await shop.ownSessions.endOthers(of: own, except: desk)
        #expect(try await shop.reopen(phone).account == nil)
        #expect(try await shop.reopen(desk).account != nil)
        #expect(try await shop.reopen(theirs).account != nil)
        #expect(try await shop.reopen(guest).key != nil)
    }
}
