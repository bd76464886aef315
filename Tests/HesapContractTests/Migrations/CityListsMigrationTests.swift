import HesapDomain
import HesapSQL
import Testing

@Suite("Migration to city lists")
struct CityListsMigrationTests {
    @Test("cities that were there before are searched as before, and then listed", arguments: Engine.available)
    func cityLists(_ engine: Engine) async throws {
        try await engine.withStores { stores in
            _ = try await stores.cities.upsert(try crowd("Town", ids: 1...120))
            // What the fourth step left: the others undone. One city is retired, whose names the seventh leaves out.
            for statement: SQL in [
                "ALTER TABLE hesap_city_name DROP COLUMN country", "ALTER TABLE hesap_city_name DROP COLUMN priority",
                "ALTER TABLE hesap_city_name DROP COLUMN population",
                "UPDATE hesap_city SET is_active = \(false) WHERE id = 120",
                "DROP TABLE hesap_city_list", "DROP TABLE hesap_city_edition",
                "DELETE FROM hesap_migration WHERE number >= 5",
            ] {
                try await stores.run(statement)
            }
            let steps = try await Migrator().run(on: stores.database, at: .start).steps
            let sessions = ["sessions by owner", "sessions in the order of their keys"]
            #expect(steps == ["city lists", "city facts", "city names with their rank"] + sessions)
            #expect(try await !stores.areCitiesListed())
            let before = try await stores.search("town", page: 6)
            #expect(before.count == 119)
            #expect(before.cities.map(\.id.raw) == Array(101...119))
            try await stores.cities.prepareSearch()
            #expect(try await stores.areCitiesListed())
            #expect(try await stores.search("town", page: 6) == before)
        }
    }
}
