import DjangoCompat
import HesapDomain
import HesapTestKit
import Testing

@Suite("A session that Django made")
struct DjangoSessionTests {
    @Test("it is listed from its first use on, and can be ended")
    func adopted() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let key = try await shop.plant(signedInMembers(account))
        #expect(try await shop.ownSessions.all(of: account).isEmpty)
        shop.clock.advance(seconds: 60)
        await shop.visits.noteUse(of: try await shop.visits.open([key]), origin: .fixture(userAgent: "Lynx"))
        let entry = try #require(try await shop.ownSessions.all(of: account).first)
        #expect(entry.key == key)
        #expect(entry.userAgent == "Lynx")
        #expect(entry.createdAt == shop.clock.now)
        let calls = shop.store.calls(of: .sessionList)
        await shop.visits.noteUse(of: try await shop.visits.open([key]), origin: .fixture())
        #expect(shop.store.calls(of: .sessionList) == calls, "only the first sight is a write")
        #expect(try await shop.ownSessions.end(entry.publicID, of: account) == [entry.key])
        #expect(try await shop.visits.open([key]).account == nil)
    }

    @Test("a guest and a stranger are never written down")
    func nobody() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let guest = try await shop.plant([("basket", .integer(7))])
        let dead = try await shop.plant(
            signedInMembers(account, hash: .string("of an old password")),
            key: "abcdefghijklmnopqrstuvwxyz543210"
        )
        for key in [guest, dead] {
            await shop.visits.noteUse(of: try await shop.visits.open([key]), origin: .fixture())
        }
        await shop.visits.noteUse(of: .unknown, origin: .fixture())
        #expect(shop.store.calls(of: .sessionList) == 0)
    }

    @Test("a busy database does not turn reading into an error")
    func busy() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let key = try await shop.plant(signedInMembers(account))
        shop.store.fail(.sessionList, with: .busy(retryAfterSeconds: 1))
        await shop.visits.noteUse(of: try await shop.visits.open([key]), origin: .fixture())
        #expect(try await shop.ownSessions.all(of: account).isEmpty)
    }

    @Test("anonymizing deletes it")
    func anonymized() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let key = try await shop.plant(signedInMembers(account))
        await shop.visits.noteUse(of: try await shop.visits.open([key]), origin: .fixture())
        #expect(try await shop.anonymize.erase(account, language: .turkish, requestID: "r"))
        #expect(shop.store.rows.sessions.isEmpty)
    }

    @Test("what set_expiry left in it holds for every write of ours", arguments: [60, 0, -5, 31_536_000] as [Int64])
    func expiry(seconds: Int64) async throws {
        let shop = try await TestShop()
        let key = try await shop.plant([("_session_expiry", .integer(seconds))])
        let visit = try await shop.visits.open([key])
        #expect(shop.visits.cookieAge(of: visit, standard: 100) == (seconds == 0 ? nil : seconds))
        _ = try await shop.visits.write([.set("currency", .string("EUR"))], in: visit)
        let lasts = seconds == 0 ? TestShop.sessionLifetimeSeconds : seconds
        #expect(shop.store.rows.sessions[key]?.expires == shop.clock.now.adding(seconds: lasts))
    }

    @Test("a write that meets another one takes over the end that the other one set")
    func rebasedExpiry() async throws {
        let shop = try await TestShop()
        let guest = try await shop.guest()
        _ = try await shop.visits.write([.set("_session_expiry", .integer(60))], in: guest)
        _ = try await shop.visits.write([.set("currency", .string("EUR"))], in: guest)
        let row = try #require(guest.key.flatMap { shop.store.rows.sessions[$0] })
        #expect(row.expires == shop.clock.now.adding(seconds: 60))
    }

    @Test("a sign-in keeps the end that the guest's session has")
    func expiryAtSignIn() async throws {
        let shop = try await TestShop()
        let guest = try await shop.guest([.set("_session_expiry", .integer(90))])
        let visit = try await shop.signedIn(try shop.addAccount(), in: guest)
        let row = try #require(visit.key.flatMap { shop.store.rows.sessions[$0] })
        #expect(row.expires == shop.clock.now.adding(seconds: 90))
    }
}
