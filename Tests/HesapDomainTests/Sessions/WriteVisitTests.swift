import DjangoCompat
import HesapDomain
import HesapTestKit
import Testing

@Suite("Writing a session")
struct WriteVisitTests {
    @Test("the first write of a guest makes a session that lives as long as the cookie")
    func firstWrite() async throws {
        let shop = try await TestShop()
        let visit = try await shop.guest([.set("currency", .string("EUR"))])
        let key = try #require(visit.key)
        let row = try #require(shop.store.rows.sessions[key])
        #expect(row.expires == FrozenClock.start.adding(seconds: TestShop.sessionLifetimeSeconds))
        #expect(row.owner == nil)
        #expect(shop.payload(of: key)?["currency"] == .string("EUR"))
        #expect(try await shop.reopen(visit).payload == visit.payload)
    }

    @Test("a later write keeps the key, prolongs the life, and leaves unknown keys as they are")
    func laterWrite() async throws {
        let shop = try await TestShop()
        let key = try await shop.plant([("wishlist", .array([.integer(3), .null])), ("currency", .string("TRY"))])
        shop.clock.advance(seconds: 500)
        let visit = try await shop.visits.open([key])
        let written = try #require(try await shop.visits.write([.set("currency", .string("EUR"))], in: visit))
        #expect(written.key == key)
        #expect(shop.payload(of: key)?.keys == ["wishlist", "currency"])
        #expect(shop.payload(of: key)?["wishlist"] == .array([.integer(3), .null]))
        #expect(shop.payload(of: key)?["currency"] == .string("EUR"))
        let end = shop.clock.now.adding(seconds: TestShop.sessionLifetimeSeconds)
        #expect(shop.store.rows.sessions[key]?.expires == end)
    }

    @Test("a removed key is gone")
    func removal() async throws {
        let shop = try await TestShop()
        let visit = try await shop.guest([.set("currency", .string("EUR")), .set("city", .integer(7))])
        let written = try #require(try await shop.visits.write([.remove("currency")], in: visit))
        #expect(written.payload.keys == ["city"])
        #expect(shop.payload(of: visit.key)?.keys == ["city"])
    }

    @Test("two requests that read the same session keep each other's change")
    func parallelWrites() async throws {
        let shop = try await TestShop()
        let read = try await shop.guest([.set("basket", .integer(7)), .set("coupon", .string("X"))])
        _ = try await shop.visits.write([.set("currency", .string("EUR"))], in: read)
        let second = try await shop.visits.write([.set("city", .integer(1)), .remove("coupon")], in: read)
        let stored = try #require(shop.payload(of: read.key))
        #expect(stored.keys.sorted() == ["basket", "city", "currency"])
        #expect(stored["currency"] == .string("EUR"))
        #expect(second?.payload == stored, "the visit after the write is what was stored, not what was wanted")
        // The third write starts from what the second returned, and so needs no rebase.
        let third = try await shop.visits.write([.set("city", .integer(2))], in: try #require(second))
        #expect(third?.payload["currency"] == .string("EUR"))
        #expect(shop.payload(of: read.key)?["city"] == .integer(2))
    }

    @Test("a hundred writes of one session at once are all kept")
    func manyWrites() async throws {
        let shop = try await TestShop()
        let read = try await shop.guest()
        try await withThrowingTaskGroup { group in
            for number in 0..<100 {
                group.addTask {
                    let written = try await shop.visits.write([.set("k\(number)", .integer(1))], in: read)
                    #expect(written != nil)
                }
            }
            try await group.waitForAll()
        }
        #expect(shop.payload(of: read.key)?.keys.count == 101)
    }

    @Test("a session that was ended meanwhile is not brought back")
    func endedMeanwhile() async throws {
        let shop = try await TestShop()
        let visit = try await shop.guest()
        _ = try await shop.visits.end(visit)
        #expect(try await shop.visits.write([.set("currency", .string("EUR"))], in: visit) == nil)
        #expect(shop.store.rows.sessions.isEmpty)
    }

    @Test("a session that runs out while its request is under way is written, as Django does")
    func runOutMeanwhile() async throws {
        let shop = try await TestShop()
        let visit = try await shop.reopen(try await shop.guest())
        shop.clock.advance(seconds: TestShop.sessionLifetimeSeconds)
        #expect(try await shop.visits.write([.set("currency", .string("EUR"))], in: visit)?.key == visit.key)
        #expect(try await shop.reopen(visit).payload["currency"] == .string("EUR"))
    }

    @Test("ending flushes everything, and ending again is harmless")
    func end() async throws {
        let shop = try await TestShop()
        let visit = try await shop.signedIn(try shop.addAccount())
        let after = try await shop.visits.end(visit)
        #expect(after.key == nil)
        #expect(after.account == nil)
        #expect(after.payload.isEmpty)
        #expect(shop.store.rows.sessions.isEmpty)
        _ = try await shop.visits.end(visit)
        _ = try await shop.visits.end(.unknown)
        #expect(try await shop.reopen(visit).key == nil)
    }

    @Test("a key that exists already is not written over")
    func collision() async throws {
        let shop = try await TestShop()
        // What the shop's dice will say first.
        let twin = SeededDice()
        let next = SessionKey.make { twin.bytes($0) }
        let taken = try await shop.plant([("owner", .string("somebody"))], key: next.text)
        let visit = try await shop.guest()
        #expect(visit.key != nil)
        #expect(visit.key != taken)
        #expect(shop.payload(of: taken)?["owner"] == .string("somebody"))
    }

    @Test("\"last seen\" is noted every five minutes, and never for a guest", arguments: [(299, false), (300, true)])
    func lastSeen(seconds: Int64, isNoted: Bool) async throws {
        let shop = try await TestShop()
        let (guest, shopper) = (try await shop.guest(), try await shop.signedIn(try shop.addAccount()))
        shop.clock.advance(seconds: seconds)
        await shop.visits.noteUse(of: try await shop.reopen(guest), origin: .fixture())
        #expect(shop.store.calls(of: .sessionList) == 0)
        await shop.visits.noteUse(of: try await shop.reopen(shopper), origin: .fixture())
        let key = try #require(shopper.key)
        let expected = isNoted ? shop.clock.now : FrozenClock.start
        #expect(shop.store.rows.sessions[key]?.lastSeenAt == expected)
        #expect(shop.store.calls(of: .sessionList) == (isNoted ? 1 : 0))
    }
}
