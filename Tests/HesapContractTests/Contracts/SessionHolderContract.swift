import DjangoCompat
import HesapDomain
import HesapSQL
import HesapTestKit
import Testing

@Suite("SessionStore port: who is signed in")
struct SessionHolderContract {
    @Test(
        "a session comes with the account that its text names, with its active city and its last use",
        arguments: Engine.available
    )
    func holder(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let cities = [
                try City.fixture(id: 7, name: "Şanlıurfa"), try City.fixture(id: 8, name: "Izmir", isActive: false),
            ]
            _ = try await stores.cities.upsert(cities.map { CityUpsert(city: $0, priority: 0) })
            let account = try await stores.makeAccount()
            let key = try await stores.signedIn(account.id)
            let without = try #require(try await stores.sessions.holder(of: key, account.id))
            #expect(without.account == account)
            #expect(without.city == nil)
            #expect(without.lastSeenAt == .start)
            let unlisted = newSession()
            try #require(try await stores.sessions.create(unlisted))
            for (id, expected) in [(7, cities[0]), (8, nil), (9, nil)] as [(Int64, City?)] {
                var changes = ProfileChanges()
                changes.city = .set(CityID(id))
                try #require(try await stores.accounts.update(account.id, changes))
                let holder = try #require(try await stores.sessions.holder(of: unlisted.key, account.id))
                #expect(holder.account.profile.city == CityID(id))
                #expect(holder.city == expected)
                #expect(holder.lastSeenAt == nil)
            }
        }
    }

    @Test("the text decides who it is, whoever stands in the index of sessions", arguments: Engine.available)
    func textDecides(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let (ada, grace) = (try await stores.makeAccount(), try await stores.makeAccount("grace@example.com"))
            let key = try await stores.signedIn(ada.id, text: "signed in")
            let session = try #require(
                try await stores.sessions.load(key, now: .start) { $0 == "signed in" ? .naming(grace.id) : nil }
            )
            #expect(session.payload == .naming(grace.id))
            #expect(session.accountID == grace.id)
            #expect(session.holder?.account == grace)
        }
    }

    @Test("an account that cannot be read makes no guest", arguments: Engine.available)
    func outage(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            let key = try await stores.signedIn(account.id)
            try await stores.run("ALTER TABLE hesap_profile RENAME TO elsewhere")
            await #expect(throws: Outage.self) { try await stores.sessions.holder(of: key, account.id) }
            #expect(try await stores.isAlive(key))
        }
    }

    @Test(
        "nobody is signed in with a text that is not ours, names nobody, or an account that is gone",
        arguments: Engine.available
    )
    func nobody(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            let key = try await stores.signedIn(account.id)
            let foreign = try #require(try await stores.sessions.load(key, now: .start) { _ in nil })
            #expect(foreign.payload == nil && foreign.accountID == nil && foreign.holder == nil)
            let guest = try #require(try await stores.sessions.load(key, now: .start) { _ in .init() })
            #expect(guest.payload?.isEmpty == true && guest.accountID == nil && guest.holder == nil)
            let gone = try #require(AccountID(account.id.raw + 1))
            let session = try #require(try await stores.sessions.load(key, now: .start) { _ in .naming(gone) })
            #expect(session.accountID == gone && session.holder == nil)
        }
    }
}
