/// The cities a shopper can choose.
///
/// Every engine passes `CitiesContract`.
package protocol Cities: Sendable {
    /// The active city of that id.
    func find(_ id: CityID) async throws(Outage) -> City?

    /// The active city of that name: highest priority first, then largest population, then lowest id.
    func find(_ name: CityName, country: CountryCode?) async throws(Outage) -> City?

    /// Active cities with a name that begins so, in the same order, each city once.
    func search(_ prefix: CityPrefix, country: CountryCode?, page: PageRequest) async throws(Outage) -> CityPage

    /// Other spellings that find the city; none for a city that there is not.
    ///
    /// Not a part of `City`: large cities have hundreds, and a shopper is shown one.
    func alternativeNames(of id: CityID) async throws(Outage) -> [String]

    /// Adds or updates by id, in one transaction. A nil priority keeps what is stored, or 0.
    func upsert(_ records: [CityUpsert]) async throws(Outage) -> CityImportCount

    /// Makes searches as fast as they can be, however many cities match.
    ///
    /// To be called after upserts: until then a search is as right, but slow where it finds many. Harmless at any time,
    /// and also when it is cut off half-way.
    func prepareSearch() async throws(Outage)
}

package struct CityUpsert: Sendable {
    package let city: City
    /// Without those that fold to the same key as the city's name.
    package let alternativeNames: [String]
    package let priority: Int?

    package init(city: City, alternativeNames: [String] = [], priority: Int?) {
        self.city = city
        self.alternativeNames = alternativeNames
        self.priority = priority
    }
}

package struct CityImportCount: Sendable, Equatable {
    package var added = 0
    package var updated = 0
    package var unchanged = 0

    package init(added: Int = 0, updated: Int = 0, unchanged: Int = 0) {
        self.added = added
        self.updated = updated
        self.unchanged = unchanged
    }
}

/// Which slice of a list is asked for, from 1.
package struct PageRequest: Sendable, Equatable {
    package let number: Int
    package let size: Int

    /// 100 keeps an answer below 20 KB; 1,000,000 pages keep the offset in the range of an Int32.
    package init?(number: Int, size: Int) {
        guard (1...1_000_000).contains(number), (1...100).contains(size) else { return nil }
        self.number = number
        self.size = size
    }

    /// How many come before it.
    package var offset: Int { (number - 1) * size }
}

package struct CityPage: Sendable, Equatable {
    /// All matches, not only those of this page.
    package let count: Int
    package let cities: [City]

    package init(count: Int, cities: [City]) {
        self.count = count
        self.cities = cities
    }
}
