import DjangoCompat
import HesapTestKit
import Testing

@testable import HesapDomain

@Suite("Recalling a session without reading it")
struct RecallVisitTests {
    private static let euro = [SessionEdit.set("currency", .string("EUR"))]

    /// A shop that has just seen a guest with a basket.
    private static func seen() async throws -> (shop: TestShop, key: SessionKey) {
        let shop = try await TestShop()
        let key = try #require(try await shop.guest().key)
        _ = try await shop.visits.open([key])
        return (shop, key)
    }

    @Test("a guest's change is one call of the store, and the next one starts from it")
    func oneCall() async throws {
        let (shop, key) = try await Self.seen()
        let before = shop.store.calls(of: .sessionStore)
        let recalled = try #require(shop.visits.recall([key]))
        #expect(recalled.isRecalled && recalled.key == key && recalled.payload["basket"] == .integer(7))
        let written = try #require(try await shop.visits.write(Self.euro, in: recalled))
        #expect(!written.isRecalled)
        #expect(shop.visits.recall([key])?.payload == shop.payload(of: key))
        #expect(shop.payload(of: key)?["currency"] == .string("EUR"))
        #expect(shop.store.calls(of: .sessionStore) == before + 1)
    }

    @Test("what another process changed meanwhile is neither undone nor built upon, and is forgotten")
    func changedElsewhere() async throws {
        let (shop, key) = try await Self.seen()
        try shop.setElsewhere("basket", .integer(8), in: key)
        let recalled = try #require(shop.visits.recall([key]))
        #expect(try await shop.visits.write(Self.euro, in: recalled) == nil)
        #expect(shop.payload(of: key)?.keys == ["basket"])
        #expect(shop.visits.recall([key]) == nil)
        #expect(try await shop.visits.open([key]).payload["basket"] == .integer(8))
        #expect(shop.visits.recall([key])?.payload["basket"] == .integer(8))
    }

    @Test("a session that ended elsewhere, or ran out meanwhile, is not brought back", arguments: [true, false])
    func ended(elsewhere: Bool) async throws {
        let (shop, key) = try await Self.seen()
        if elsewhere {
            shop.store.edit { $0.sessions[key] = nil }
        } else {
            shop.clock.advance(seconds: TestShop.sessionLifetimeSeconds)
        }
        let recalled = try #require(shop.visits.recall([key]))
        #expect(try await shop.visits.write(Self.euro, in: recalled) == nil)
        #expect(shop.visits.recall([key]) == nil)
        #expect(try await shop.visits.open([key]).key == nil)
    }

    @Test("a session that ended here is not recalled, nor one that was never here, nor a second cookie's")
    func unknown() async throws {
        let (shop, key) = try await Self.seen()
        let stranger = try #require(SessionKey("abcdefghijklmnopqrstuvwxyz012345"))
        #expect(shop.visits.recall([]) == nil)
        #expect(shop.visits.recall([stranger]) == nil)
        #expect(shop.visits.recall([stranger, key]) == nil)
        #expect(shop.visits.recall([key, stranger])?.key == key)
        _ = try await shop.visits.end(try await shop.visits.open([key]))
        #expect(shop.visits.recall([key]) == nil)
    }

    @Test("who is signed in is looked up each time: the password may have changed")
    func signedIn() async throws {
        let shop = try await TestShop()
        let key = try #require(try await shop.signedIn(try shop.addAccount()).key)
        #expect(try await shop.visits.open([key]).isSignedIn)
        #expect(shop.visits.recall([key]) == nil)
    }

    @Test("the pointer that a renewed key left is followed, not written to", arguments: [(29, false), (30, true)])
    func pointer(seconds: Int64, isGuests: Bool) async throws {
        let shop = try await TestShop()
        let key = try await shop.plant(
            [("_hesap_moved_to", .string(String(repeating: "a", count: 32)))]
                + [("_hesap_moved_until", .integer(FrozenClock.start.adding(seconds: 30).seconds))]
        )
        _ = try await shop.visits.open([key])
        shop.clock.advance(seconds: seconds)
        #expect((shop.visits.recall([key]) != nil) == isGuests)
    }
}
