import HesapDomain
import HesapSQL
import HesapTestKit
import Testing

@Suite("Migration to city lists")
struct CityListsMigrationTests {
    private static let withoutSpellings: [SQL] = [
        "ALTER TABLE hesap_city ADD COLUMN alternative_names TEXT NOT NULL DEFAULT '[]'",
        """
        UPDATE hesap_city SET alternative_names = (
            SELECT alternative_names FROM hesap_city_spelling WHERE city_id = hesap_city.id)
        """,
        "DROP TABLE hesap_city_spelling",
    ]

    @Test("other spellings of a city move to a table of their own", arguments: Engine.available)
    func spellings(_ engine: Engine) async throws {
        try await engine.withStores { stores in
            let city = try City.fixture(id: 7, name: "Şanlıurfa")
            let new = CityUpsert(city: city, alternativeNames: ["Urfa", "Edessa"], priority: 0)
            _ = try await stores.cities.upsert([new])
            for statement in Self.withoutSpellings + ["DELETE FROM hesap_migration WHERE number = 6"] {
                try await stores.run(statement)
            }
            #expect(try await Migrator().run(on: stores.database, at: .start).steps == ["city spellings"])
            #expect(try await stores.cities.alternativeNames(of: city.id) == ["Urfa", "Edessa"])
            #expect(try await stores.cities.upsert([new]).unchanged == 1)
        }
    }

    @Test("cities that were there before are searched as before, and then listed", arguments: Engine.available)
    func cityLists(_ engine: Engine) async throws {
        try await engine.withStores { stores in
            _ = try await stores.cities.upsert(try crowd("Town", ids: 1...120))
            // What the fourth step left: the others undone.
            for statement: SQL in [
                "DROP TABLE hesap_city_list", "DROP TABLE hesap_city_edition",
            ] + Self.withoutSpellings + ["DELETE FROM hesap_migration WHERE number >= 5"] {
                try await stores.run(statement)
            }
            let steps = try await Migrator().run(on: stores.database, at: .start).steps
            #expect(steps == ["city lists", "city spellings"])
            #expect(try await !stores.areCitiesListed())
            let before = try await stores.search("town", page: 6)
            #expect(before.count == 120)
            #expect(before.cities.map(\.id.raw) == Array(101...120))
            try await stores.cities.prepareSearch()
            #expect(try await stores.areCitiesListed())
            #expect(try await stores.search("town", page: 6) == before)
        }
    }
}
