import HesapDomain
import HesapSQL
import HesapTestKit
import Testing

@Suite("Cities port")
struct CitiesContract {
    private static func sample() throws -> [CityUpsert] {
        [
            CityUpsert(
                city: try .fixture(id: 1, name: "İstanbul", population: 15_000_000),
                alternativeNames: ["Constantinople", "Стамбул"],
                priority: 5
            ),
            CityUpsert(city: try .fixture(id: 2, name: "İzmir", population: 3_000_000), priority: nil),
            CityUpsert(
                city: try .fixture(id: 3, name: "Santa Cruz", country: "BO", population: 2_000_000),
                priority: nil
            ),
            CityUpsert(city: try .fixture(id: 4, name: "Santa Cruz", country: "US", population: 60_000), priority: nil),
            CityUpsert(city: try .fixture(id: 5, name: "Santa Cruz", country: "PH", population: 10), priority: 9),
            CityUpsert(city: try .fixture(id: 6, name: "Isparta", population: 250_000), priority: nil),
            CityUpsert(city: try .fixture(id: 7, name: "Isabey", population: 99_000_000, isActive: false), priority: 9),
        ]
    }

    private static func name(_ text: String) throws -> CityName { try #require(CityName(text)) }

    @Test(
        "a name finds its city without case and diacritics, by alternative names too",
        arguments: [
            ("ISTANBUL", 1), ("istanbul", 1), ("constantinople", 1), ("стамбул", 1), ("Izmir", 2), ("Ankara", nil),
        ]
            as [(String, Int64?)]
    )
    func byName(text: String, expected: Int64?) async throws {
        for engine in Engine.available {
            try await engine.withStores { stores in
                _ = try await stores.cities.upsert(try Self.sample())
                #expect(try await stores.cities.find(try Self.name(text), country: nil)?.id.raw == expected)
            }
        }
    }

    @Test("of several cities of a name: priority, then population; the country narrows", arguments: Engine.available)
    func ambiguous(on engine: Engine) async throws {
        try await engine.withStores { stores in
            _ = try await stores.cities.upsert(try Self.sample())
            let santaCruz = try Self.name("santa cruz")
            #expect(try await stores.cities.find(santaCruz, country: nil)?.id.raw == 5)
            #expect(try await stores.cities.find(santaCruz, country: CountryCode("US"))?.id.raw == 4)
            #expect(try await stores.cities.find(santaCruz, country: CountryCode("TR")) == nil)
            _ = try await stores.cities.upsert([
                CityUpsert(city: try .fixture(id: 5, name: "Other", country: "PH"), priority: nil)
            ])
            #expect(try await stores.cities.find(santaCruz, country: nil)?.id.raw == 3)
        }
    }

    @Test("an import does not bring a retired city back, nor its names", arguments: Engine.available)
    func retired(on engine: Engine) async throws {
        try await engine.withStores { stores in
            _ = try await stores.cities.upsert(try Self.sample())
            // As docs/features/city.md tells an operator.
            for statement: SQL in [
                "UPDATE hesap_city SET is_active = \(false) WHERE id = 2",
                "DELETE FROM hesap_city_name WHERE city_id = 2",
                "UPDATE hesap_city_edition SET edition = edition + 1",
            ] {
                try await stores.run(statement)
            }
            #expect(try await stores.search("izmir").count == 0)
            #expect(try await stores.cities.upsert(try Self.sample()) == CityImportCount(unchanged: 7))
            _ = try await stores.cities.upsert([
                CityUpsert(city: try .fixture(id: 2, name: "Smyrna", population: 3_000_001), priority: nil)
            ])
            #expect(try await stores.search("smyrna").count == 0)
            #expect(try await stores.cities.find(try Self.name("smyrna"), country: nil) == nil)
            #expect(try await stores.cities.find(try #require(CityID(2))) == nil)
        }
    }

    @Test("a new population or priority puts a city elsewhere in a search", arguments: Engine.available)
    func reordered(on engine: Engine) async throws {
        try await engine.withStores { stores in
            _ = try await stores.cities.upsert(try Self.sample())
            #expect(try await stores.search("santa").cities.map(\.id.raw) == [5, 3, 4])
            _ = try await stores.cities.upsert([
                CityUpsert(
                    city: try .fixture(id: 4, name: "Santa Cruz", country: "US", population: 2_000_001),
                    priority: nil
                ),
                CityUpsert(city: try .fixture(id: 5, name: "Santa Cruz", country: "PH", population: 10), priority: 0),
            ])
            #expect(try await stores.search("santa").cities.map(\.id.raw) == [4, 3, 5])
            #expect(try await stores.cities.find(try Self.name("santa cruz"), country: nil)?.id.raw == 4)
            _ = try await stores.cities.upsert([
                CityUpsert(
                    city: try .fixture(id: 4, name: "Santa Cruz", country: "MX", population: 2_000_001),
                    priority: nil
                )
            ])
            #expect(try await stores.search("santa", country: "US").count == 0)
            #expect(try await stores.search("santa", country: "MX").count == 1)
        }
    }

    @Test("other spellings are kept as they were imported", arguments: Engine.available)
    func alternativeNames(on engine: Engine) async throws {
        try await engine.withStores { stores in
            _ = try await stores.cities.upsert(try Self.sample())
            let istanbul = try #require(CityID(1))
            #expect(try await stores.cities.alternativeNames(of: istanbul) == ["Constantinople", "Стамбул"])
            let fewer = CityUpsert(
                city: try .fixture(id: 1, name: "İstanbul", population: 15_000_000),
                alternativeNames: ["Стамбул"],
                priority: nil
            )
            #expect(try await stores.cities.upsert([fewer]) == CityImportCount(updated: 1))
            #expect(try await stores.cities.alternativeNames(of: istanbul) == ["Стамбул"])
            #expect(try await stores.cities.alternativeNames(of: try #require(CityID(99))) == [])
        }
    }

    @Test("an inactive city is found neither by id nor by name", arguments: Engine.available)
    func inactive(on engine: Engine) async throws {
        try await engine.withStores { stores in
            _ = try await stores.cities.upsert(try Self.sample())
            #expect(try await stores.cities.find(try #require(CityID(7))) == nil)
            #expect(try await stores.cities.find(try Self.name("Isabey"), country: nil) == nil)
            #expect(try await stores.cities.find(try #require(CityID(1)))?.name == "İstanbul")
        }
    }

    @Test("a prefix finds each city once, in order, by pages", arguments: Engine.available)
    func search(on engine: Engine) async throws {
        try await engine.withStores { stores in
            var records = try Self.sample()
            let small = try City.fixture(id: 8, name: "Is")
            records.append(CityUpsert(city: small, alternativeNames: ["Isa", "Isb"], priority: nil))
            _ = try await stores.cities.upsert(records)
            let prefix = try #require(CityPrefix("IS"))
            let first = try #require(PageRequest(number: 1, size: 2))
            let second = try #require(PageRequest(number: 2, size: 2))
            let page = try await stores.cities.search(prefix, country: nil, page: first)
            #expect(page.count == 3)
            #expect(page.cities.map(\.id.raw) == [1, 6])
            #expect(try await stores.cities.search(prefix, country: nil, page: second).cities.map(\.id.raw) == [8])
            let everything = try await stores.cities.search(.everything, country: CountryCode("TR"), page: first)
            #expect(everything.count == 4)
            #expect(everything.cities.map(\.id.raw) == [1, 2])
        }
    }

    @Test("an import counts what it added, updated and left", arguments: Engine.available)
    func importCounts(on engine: Engine) async throws {
        try await engine.withStores { stores in
            #expect(try await stores.cities.upsert(try Self.sample()) == CityImportCount(added: 7))
            #expect(try await stores.cities.upsert(try Self.sample()) == CityImportCount(unchanged: 7))
            let renamed = CityUpsert(city: try .fixture(id: 2, name: "Smyrna", population: 3_000_000), priority: nil)
            #expect(try await stores.cities.upsert([renamed]) == CityImportCount(updated: 1))
            #expect(try await stores.cities.find(try Self.name("Izmir"), country: nil) == nil)
            #expect(try await stores.cities.find(try Self.name("smyrna"), country: nil)?.id.raw == 2)
        }
    }

    @Test("an import without priorities keeps those that an operator set", arguments: Engine.available)
    func keptPriority(on engine: Engine) async throws {
        try await engine.withStores { stores in
            _ = try await stores.cities.upsert(try Self.sample())
            let again = CityUpsert(city: try .fixture(id: 1, name: "İstanbul", population: 16_000_000), priority: nil)
            _ = try await stores.cities.upsert([again])
            #expect(try await stores.cities.find(try #require(CityID(1)))?.priority == 5)
            #expect(try await stores.cities.find(try #require(CityID(1)))?.population == 16_000_000)
        }
    }
}
