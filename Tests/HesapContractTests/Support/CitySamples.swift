import HesapDomain
import HesapSQL
import HesapTestKit
import Testing

/// A city for each id, called so and numbered; the lower the id, the larger.
func crowd(_ name: String, ids: ClosedRange<Int64>) throws -> [CityUpsert] {
    try ids.map { CityUpsert(city: try .fixture(id: $0, name: "\(name) \($0)", population: 9_000 - $0), priority: nil) }
}

extension Stores {
    func search(_ text: String, country: String? = nil, page: Int = 1, size: Int = 20) async throws -> CityPage {
        let request = try #require(PageRequest(number: page, size: size))
        let prefix = try #require(CityPrefix(text))
        return try await cities.search(prefix, country: country.flatMap(CountryCode.init), page: request)
    }

    func areCitiesListed() async throws -> Bool {
        try await count("SELECT count(*) AS n FROM hesap_city_edition WHERE edition = listed") == 1
    }
}

/// Cities with names from few letters, so that most prefixes are popular; the same for the same seed.
struct RandomCatalogue {
    private static let letters = ["a", "b", "Ş", " ", "서"]
    private static let countries = ["TR", "DE", "XK"]

    private let dice: SeededDice
    private var cities: [Int64: (city: City, names: [CityName])] = [:]

    init(seed: UInt64) {
        dice = SeededDice(seed: seed)
    }

    private func roll(_ sides: Int) -> Int {
        Int(dice.bytes(1)[0]) % sides
    }

    private func name() -> String {
        "ab" + (0..<roll(5)).map { _ in Self.letters[roll(5)] }.joined()
    }

    /// Adds cities; half of them replace older ones with other names, countries, sizes, or as inactive ones.
    mutating func change(_ count: Int) throws -> [CityUpsert] {
        try (0..<count).map { _ in
            let id = Int64(cities.isEmpty || roll(2) == 0 ? cities.count + 1 : 1 + roll(256) % cities.count)
            var new = try City.fixture(
                id: id,
                name: roll(4) == 0 ? Self.letters[roll(3)] : name(),
                country: Self.countries[roll(3)],
                population: Int64(roll(6)),
                isActive: roll(8) > 0
            )
            new.priority = roll(2)
            // No import brings a retired city back.
            new.isActive = new.isActive && cities[id]?.city.isActive != false
            let alternatives = (0..<roll(3)).map { _ in name() }
            cities[id] = (new, ([new.name] + alternatives).compactMap(CityName.init))
            return CityUpsert(city: new, alternativeNames: alternatives, priority: new.priority)
        }
    }

    private func matches(_ prefix: CityPrefix, in country: CountryCode?) -> [City] {
        cities.values
            .filter { city, names in
                city.isActive && (country == nil || city.country == country) && names.contains { prefix.matches($0) }
            }
            .map(\.city)
            .sorted { ($1.priority, $1.population, $0.id.raw) < ($0.priority, $0.population, $1.id.raw) }
    }

    /// Prefixes of up to three letters, in each country, in one without cities, and in all; first, last and no pages.
    func expectSameSearches(in stores: Stores, _ moment: Comment) async throws {
        let letters = Self.letters + [""]
        let texts = Set(letters.flatMap { a in letters.flatMap { b in letters.map { a + b + $0 } } }).sorted()
        for text in texts + ["abab", "ababa", "abş서"] {
            let prefix = try #require(CityPrefix(text))
            let country = (Self.countries + ["US", nil])[roll(5)].flatMap(CountryCode.init)
            let expected = matches(prefix, in: country)
            let size = [1, 7, 20, 100][roll(4)]
            let pages = (expected.count + size - 1) / size
            for number in [1, 1 + pages / 2, max(1, pages), pages + 1] {
                let page = try #require(PageRequest(number: number, size: size))
                let found = try await stores.cities.search(prefix, country: country, page: page)
                let cities = Array(expected.dropFirst(page.offset).prefix(size))
                #expect(found == CityPage(count: expected.count, cities: cities), moment)
            }
        }
    }
}
