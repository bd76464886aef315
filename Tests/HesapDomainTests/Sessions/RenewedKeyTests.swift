import DjangoCompat
import HesapDomain
import HesapTestKit
import Testing

@Suite("A session made under a former secret key")
struct RenewedKeyTests {
    private static let old = SecretKeys(primary: "an older secret", fallbacks: [])

    private struct Planted {
        let shop: TestShop
        let account: Account
        let key: SessionKey
    }

    private func planted(_ more: [(String, JSONValue)] = []) async throws -> Planted {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let members = signedInMembers(account, secretKeys: Self.old) + more
        let key = try await shop.plant(members, signedWith: Self.old)
        return Planted(shop: shop, account: account, key: key)
    }

    @Test("opening it gives it a new key and the current hash at once, with all its data")
    func renewed() async throws {
        let planted = try await planted()
        let visit = try await planted.shop.visits.open([planted.key])
        #expect(visit.account == planted.account)
        #expect(visit.isRenewed)
        #expect(visit.key != planted.key)
        let stored = try #require(planted.shop.payload(of: visit.key))
        let current = SessionAuthHash(secretKeys: TestShop.secretKeys).text(for: planted.account.password)
        #expect(stored["_auth_user_hash"] == .string(current))
        #expect(stored["cart_id"] == .integer(9))
        let row = try #require(visit.key.flatMap { planted.shop.store.rows.sessions[$0] })
        #expect(row.expires == planted.shop.clock.now.adding(seconds: TestShop.sessionLifetimeSeconds))
        let current2 = SecretKeys(primary: "a test's secret", fallbacks: [])
        #expect(SessionCodec(secretKeys: current2).decode(row.text) == stored, "signed with the current key")
        let again = try await planted.shop.reopen(visit)
        #expect(again.key == visit.key)
        #expect(!again.isRenewed)
    }

    @Test(
        "requests that were sent together with the old key follow, half a minute long",
        arguments: [(29, true), (30, false)]
    )
    func grace(seconds: Int64, follows: Bool) async throws {
        let planted = try await planted()
        let first = try await planted.shop.visits.open([planted.key])
        planted.shop.clock.advance(seconds: seconds)
        let second = try await planted.shop.visits.open([planted.key])
        #expect(second.key == (follows ? first.key : nil))
        #expect(second.account == (follows ? planted.account : nil))
        #expect(second.isRenewed == follows)
    }

    @Test("of a hundred simultaneous requests all are signed in, in one and the same session")
    func simultaneous() async throws {
        let planted = try await planted()
        let keys = try await withThrowingTaskGroup(of: SessionKey?.self) { group in
            for _ in 0..<100 {
                group.addTask { try await planted.shop.visits.open([planted.key]).key }
            }
            return try await group.reduce(into: Set<SessionKey?>()) { $0.insert($1) }
        }
        #expect(keys.count == 1)
        #expect(planted.shop.store.rows.sessions.count == 2, "the session and the pointer")
    }

    @Test("the old key leads nowhere once the session has ended, and is never adopted")
    func endedMeanwhile() async throws {
        let planted = try await planted()
        _ = try await planted.shop.visits.end(try await planted.shop.visits.open([planted.key]))
        let visit = try await planted.shop.visits.open([planted.key])
        #expect(visit.key == nil)
        #expect(visit.account == nil)
        let written = try #require(try await planted.shop.visits.write([.set("currency", .string("EUR"))], in: visit))
        #expect(written.key != planted.key)
        #expect(planted.shop.store.rows.sessions.count == 1)
    }

    @Test("a new password ends it under both keys")
    func newPassword() async throws {
        let planted = try await planted()
        let visit = try await planted.shop.visits.open([planted.key])
        let changed = planted.shop.hasher.stored(TestShop.otherPassword)
        planted.shop.edit(planted.account.id) { $0.password = changed }
        #expect(try await planted.shop.visits.open([planted.key]).account == nil)
        #expect(try await planted.shop.reopen(visit).account == nil)
    }

    @Test("its place in the list of sessions goes along")
    func listed() async throws {
        let planted = try await planted()
        let owner = SessionOwner(
            account: planted.account.id,
            publicID: SessionPublicID.make(random: planted.shop.effects.random),
            userAgent: "Firefox",
            address: "192.0.2.1",
            at: planted.shop.clock.now
        )
        try await planted.shop.store.sessionList.adopt(planted.key, by: owner)
        planted.shop.clock.advance(seconds: 60)
        let visit = try await planted.shop.visits.open([planted.key])
        let entries = try await planted.shop.ownSessions.all(of: planted.account)
        #expect(entries.map(\.publicID) == [owner.publicID])
        #expect(entries.map(\.key) == [visit.key])
        #expect(entries.first?.createdAt == owner.at)
    }

    @Test("a database that cannot write just now keeps the shopper signed in, and the hash comes with the next write")
    func busy() async throws {
        let planted = try await planted()
        let shop = planted.shop
        let store = BusyMoves(shop: shop)
        let visits = Visits(
            store: store,
            list: shop.store.sessionList,
            secretKeys: TestShop.secretKeys,
            effects: shop.effects,
            lifetimeSeconds: TestShop.sessionLifetimeSeconds
        )
        let visit = try await visits.open([planted.key])
        #expect(visit.key == planted.key)
        #expect(visit.account == planted.account)
        #expect(!visit.isRenewed)
        _ = try await visits.write([.set("currency", .string("EUR"))], in: visit)
        let current = SessionAuthHash(secretKeys: TestShop.secretKeys).text(for: planted.account.password)
        #expect(shop.payload(of: planted.key)?["_auth_user_hash"] == .string(current))
    }

    @Test("a write that was under way under the old key is refused, not lost")
    func lateWrite() async throws {
        let planted = try await planted()
        let shop = planted.shop
        let visits = Visits(
            store: BusyMoves(shop: shop),
            list: shop.store.sessionList,
            secretKeys: TestShop.secretKeys,
            effects: shop.effects,
            lifetimeSeconds: TestShop.sessionLifetimeSeconds
        )
        let late = try await visits.open([planted.key])
        let moved = try await shop.visits.open([planted.key])
        #expect(try await visits.write([.set("currency", .string("EUR"))], in: late) == nil)
        #expect(try await shop.visits.open([planted.key]).key == moved.key)
        #expect(shop.payload(of: moved.key)?["currency"] == nil)
    }

    @Test("a guest's session under a former key is read, and signed with the current one by the next write")
    func guest() async throws {
        let shop = try await TestShop()
        let key = try await shop.plant([("basket", .integer(7))], signedWith: Self.old)
        let visit = try await shop.visits.open([key])
        #expect(visit.key == key && !visit.isRenewed)
        _ = try await shop.visits.write([.set("currency", .string("EUR"))], in: visit)
        let current = SessionCodec(secretKeys: SecretKeys(primary: "a test's secret", fallbacks: []))
        #expect(shop.store.rows.sessions[key].flatMap { current.decode($0.text) }?["basket"] == .integer(7))
    }
}

/// A store that is too busy to move sessions.
private struct BusyMoves: SessionStore {
    let shop: TestShop

    func load(
        _ key: SessionKey,
        now: Timestamp,
        decode: @escaping @Sendable (String) -> SessionPayload?
    ) async throws(Outage) -> StoredSession? {
        try await shop.store.sessionStore.load(key, now: now, decode: decode)
    }

    func create(_ session: NewSession) async throws(Outage) -> Bool {
        try await shop.store.sessionStore.create(session)
    }

    func update(_ key: SessionKey, _ update: SessionUpdate) async throws(Outage) -> String? {
        try await shop.store.sessionStore.update(key, update)
    }

    func move(_ key: SessionKey, _ move: SessionMove) async throws(Outage) -> Bool {
        throw .busy(retryAfterSeconds: 1)
    }

    func delete(_ key: SessionKey) async throws(Outage) { try await shop.store.sessionStore.delete(key) }

    func purge(expiredBefore now: Timestamp, limit: Int) async throws(Outage) -> Int {
        try await shop.store.sessionStore.purge(expiredBefore: now, limit: limit)
    }
}
