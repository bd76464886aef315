import HesapDomain
import HesapTestKit
import Testing

@testable import HesapSQL

/// Searches among so many cities that most prefixes have lists: always the same as looking at every city.
@Suite("City search at scale")
struct CitySearchContract {
    @Test("a search finds what looking at every city finds, whatever imports did", arguments: Engine.available)
    func sameAsEveryCity(on engine: Engine) async throws {
        try await engine.withStores { stores in
            var catalogue = RandomCatalogue(seed: 5)
            for round in 0..<3 {
                _ = try await stores.cities.upsert(try catalogue.change(round == 0 ? 400 : 40))
                try await catalogue.expectSameSearches(in: stores, "changed, round \(round)")
                try await stores.cities.prepareSearch()
                #expect(try await stores.areCitiesListed())
                try await catalogue.expectSameSearches(in: stores, "prepared, round \(round)")
            }
        }
    }

    @Test("a list answers alone, also for countries where nothing begins so", arguments: Engine.available)
    func listIsUsed(on engine: Engine) async throws {
        try await engine.withStores { stores in
            _ = try await stores.cities.upsert(try crowd("Popular", ids: 1...230) + crowd("Rare", ids: 231...233))
            try await stores.cities.prepareSearch()
            try await stores.run("DELETE FROM hesap_city_name")
            #expect(try await stores.search("pop", page: 12).cities.map(\.id.raw) == Array(221...230))
            #expect(try await stores.search("pop", country: "TR").count == 230)
            #expect(try await stores.search("pop", country: "DE") == CityPage(count: 0, cities: []))
            #expect(try await stores.search("").count == 233)
            #expect(try await stores.search("rare").count == 0)
        }
    }

    @Test("one city more than are found by names makes a list", arguments: Engine.available)
    func threshold(on engine: Engine) async throws {
        let most = Int64(PopularPrefixes.mostUnlisted)
        try await engine.withStores { stores in
            _ = try await stores.cities.upsert(try crowd("Few", ids: 1...most) + crowd("Many", ids: 61...(61 + most)))
            try await stores.cities.prepareSearch()
            let prefixes = try await stores.rows("SELECT DISTINCT prefix FROM hesap_city_list ORDER BY prefix")
            #expect(try prefixes.map { try $0.text("prefix") } == ["", "m", "ma", "man", "many"])
            #expect(try await stores.search("few").count == most)
            #expect(try await stores.search("many").count == most + 1)
            // Two spellings of one city are one city.
            let city = try City.fixture(id: 1, name: "Few 1")
            let twice = CityUpsert(city: city, alternativeNames: ["Few too"], priority: nil)
            _ = try await stores.cities.upsert([twice])
            try await stores.cities.prepareSearch()
            #expect(try await stores.count("SELECT count(*) AS n FROM hesap_city_list WHERE prefix = 'few'") == 0)
        }
    }

    @Test("an import lists its cities, and one without changes leaves the lists in use", arguments: Engine.available)
    func importing(on engine: Engine) async throws {
        let lines = (1...120).map { "\($0)\tTown \($0)\t\t\t\t\tP\t\tTR\t\t\t\t\t\t\($0)\t\t\t\t" }
        try await engine.withStores { stores in
            for expected in [CityImportCount(added: 120), CityImportCount(unchanged: 120)] {
                var rest = lines[...]
                let report = try await ImportCities(cities: stores.cities)(
                    nextLine: { rest.popFirst().map { Array($0.utf8) } },
                    progress: { _ in }
                )
                #expect(report.counts == expected)
                #expect(try await stores.areCitiesListed())
            }
            _ = try await stores.cities.upsert(try crowd("Town", ids: 1...120))
            #expect(try await !stores.areCitiesListed())
        }
    }

    @Test("lists that were cut off half-way are not read, and are completed", arguments: Engine.available)
    func cutOff(on engine: Engine) async throws {
        try await engine.withStores { stores in
            var catalogue = RandomCatalogue(seed: 6)
            _ = try await stores.cities.upsert(try catalogue.change(300))
            try await stores.cities.prepareSearch()
            let complete = try await stores.count("SELECT count(*) AS n FROM hesap_city_list")
            try await stores.run("DELETE FROM hesap_city_list WHERE prefix > 'ab' OR part = 0")
            try await stores.run("UPDATE hesap_city_edition SET listed = 0")
            try await catalogue.expectSameSearches(in: stores, "cut off")
            try await stores.cities.prepareSearch()
            #expect(try await stores.count("SELECT count(*) AS n FROM hesap_city_list") == complete)
            try await catalogue.expectSameSearches(in: stores, "completed")
        }
    }

    @Test("several that list while cities change leave one right set of lists", arguments: Engine.available)
    func several(on engine: Engine) async throws {
        try await engine.withStores { stores in
            var catalogue = RandomCatalogue(seed: 7)
            _ = try await stores.cities.upsert(try catalogue.change(400))
            let change = try catalogue.change(30)
            _ = try await concurrently(5) { number in
                if number == 2 { _ = try await stores.cities.upsert(change) }
                try await stores.cities.prepareSearch()
            }
            try await stores.cities.prepareSearch()
            #expect(try await stores.areCitiesListed())
            #expect(try await stores.count("SELECT count(DISTINCT edition) AS n FROM hesap_city_list") == 1)
            try await catalogue.expectSameSearches(in: stores, "several")
        }
    }
}
