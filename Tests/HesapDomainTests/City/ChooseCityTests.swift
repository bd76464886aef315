import DjangoCompat
import HesapDomain
import HesapTestKit
import Testing

@Suite("Choosing a city")
struct ChooseCityTests {
    private func shop() async throws -> TestShop {
        let shop = try await TestShop()
        shop.addCities(
            try .istanbul(),
            try .izmir(),
            try .fixture(id: 10, name: "Paris", country: "FR", population: 2_138_551),
            try .fixture(id: 11, name: "Paris", country: "US", population: 24_476),
            try .fixture(id: 12, name: "Şanlıurfa", population: 449_549),
            try .fixture(id: 13, name: "Antakya", isActive: false)
        )
        shop.addNames("Stamboul", of: try .istanbul())
        return shop
    }

    private func name(_ text: String) throws -> CityChoice { .name(try #require(CityName(text))) }

    @Test(
        "a name finds its city in any casing and without diacritics",
        arguments: [
            ("İSTANBUL", "İstanbul"), ("istanbul", "İstanbul"), ("Istanbul", "İstanbul"), ("ıstanbul", "İstanbul"),
            ("I\u{307}stanbul", "İstanbul"), ("Izmir", "İzmir"), ("sanliurfa", "Şanlıurfa"), ("stamboul", "İstanbul"),
        ]
    )
    func byName(typed: String, found: String) async throws {
        let shop = try await shop()
        #expect(try await shop.chooseCity(name(typed), country: nil, in: .unknown).word == found)
    }

    @Test("a guest's city is in the session, and survives signing in")
    func guest() async throws {
        let shop = try await shop()
        let outcome = try await shop.chooseCity(name("izmir"), country: nil, in: .unknown)
        let visit = try #require(outcome.visit)
        #expect(shop.payload(of: visit.key)?["city"] == .integer(311_046))
        #expect(try await shop.currentCity(visit)?.name == "İzmir")
        let shopper = try await shop.signedIn(try shop.addAccount(), in: visit)
        #expect(try await shop.currentCity(shopper)?.name == "İzmir")
    }

    @Test("a profile without a city takes over the guest's, so that it outlives the session")
    func adopted() async throws {
        let shop = try await shop()
        let account = try shop.addAccount()
        let guest = try #require(try await shop.chooseCity(name("izmir"), country: nil, in: .unknown).visit)
        let visit = try await shop.signedIn(account, in: guest)
        #expect(visit.account?.profile.city == CityID(311_046))
        #expect(try shop.account(account.id).profile.city == CityID(311_046))
        // A second account in the same browser does not inherit the first one's choice.
        let other = try shop.addAccount(email: "other@example.com")
        _ = try await shop.signedIn(other, in: try await shop.reopen(visit))
        #expect(try shop.account(other.id).profile.city == nil)
    }

    @Test("a shopper's city is in the profile, and the session stays as it is")
    func shopper() async throws {
        let shop = try await shop()
        let account = try shop.addAccount()
        let visit = try await shop.signedIn(account)
        let before = shop.payload(of: visit.key)
        _ = try await shop.chooseCity(name("izmir"), country: nil, in: visit)
        #expect(try shop.account(account.id).profile.city == CityID(311_046))
        #expect(shop.payload(of: visit.key) == before)
        #expect(try await shop.currentCity(try await shop.reopen(visit))?.name == "İzmir")
    }

    @Test("the profile's city wins over the guest's")
    func profileWins() async throws {
        let shop = try await shop()
        let account = try shop.addAccount()
        shop.edit(account.id) { $0.profile.city = CityID(745_044) }
        let guest = try await shop.chooseCity(name("izmir"), country: nil, in: .unknown).visit
        let visit = try await shop.signedIn(account, in: try #require(guest))
        #expect(try await shop.currentCity(visit)?.name == "İstanbul")
    }

    @Test(
        "a country narrows, for names and for ids",
        arguments: [
            ("Paris", nil, 10), ("Paris", "fr", 10), ("Paris", "US", 11), ("Paris", "TR", nil), ("#11", nil, 11),
            ("#11", "US", 11), ("#11", "FR", nil),
        ] as [(String, String?, Int64?)]
    )
    func country(typed: String, country: String?, id: Int64?) async throws {
        let shop = try await shop()
        let choice = try typed == "#11" ? CityChoice.id(#require(CityID(11))) : name(typed)
        let outcome = try await shop.chooseCity(choice, country: country.flatMap { CountryCode($0) }, in: .unknown)
        guard case .chosen(let city, _) = outcome else {
            #expect(id == nil)
            return
        }
        #expect(city.id.raw == id)
    }

    @Test("no active city of that name or id: nothing is written")
    func notFound() async throws {
        let shop = try await shop()
        let unknown = try #require(CityID(999)), inactive = try #require(CityID(13))
        for choice in [try name("Atlantis"), try name("antakya"), .id(unknown), .id(inactive), try name("745044")] {
            #expect(try await shop.chooseCity(choice, country: nil, in: .unknown).word == "not found")
        }
        #expect(shop.store.rows.sessions.isEmpty)
    }

    @Test("of two cities of one name priority decides before population")
    func priority() async throws {
        let shop = try await shop()
        shop.addCities(try .fixture(id: 14, name: "Paris", country: "CA", population: 1, priority: 1))
        guard case .chosen(let city, _) = try await shop.chooseCity(name("paris"), country: nil, in: .unknown) else {
            Issue.record("not found")
            return
        }
        #expect(city.id.raw == 14)
    }

    @Test("what ended meanwhile is not brought back: a guest's session, a shopper's account")
    func endedMeanwhile() async throws {
        let shop = try await shop()
        let guest = try await shop.guest()
        _ = try await shop.visits.end(guest)
        #expect(try await shop.chooseCity(name("izmir"), country: nil, in: guest).word == "session ended")
        let account = try shop.addAccount()
        let visit = try await shop.signedIn(account)
        #expect(try await shop.anonymize.erase(account, language: .turkish, requestID: "r"))
        #expect(try await shop.chooseCity(name("izmir"), country: nil, in: visit).word == "session ended")
        #expect(try shop.account(account.id).profile.city == nil)
        #expect(shop.store.rows.sessions.isEmpty)
    }

    @Test(
        "a session value that names no active city counts as none",
        arguments: [
            JSONValue.null, .string("izmir"), .integer(0), .integer(-5), .integer(999), .integer(13), .number("1e3"),
        ]
    )
    func oddValues(value: JSONValue) async throws {
        let shop = try await shop()
        #expect(try await shop.currentCity(try await shop.guest([.set("city", value)])) == nil)
    }
}
