/// The identity of a city: its GeoNames number, so that two imports of the same place are one row.
package struct CityID: Sendable, Hashable {
    package let raw: Int64

    /// Refuses zero and below: GeoNames starts at 1, and both databases count up from there.
    package init?(_ raw: Int64) {
        guard raw > 0 else { return nil }
        self.raw = raw
    }
}

/// An ISO 3166 alpha-2 country code in upper case, such as `TR`.
///
/// Only the form is checked. GeoNames has codes that ISO has not given out (`XK`), and a list here would go stale.
package struct CountryCode: Sendable, Hashable {
    package let raw: String

    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 2, bytes.allSatisfy({ Self.isLetter($0) }) else { return nil }
        // Bit 5 is the case bit of an ASCII letter; String.uppercased() would also turn "ß" into two letters.
        raw = String(decoding: bytes.map { $0 & 0b1101_1111 }, as: UTF8.self)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }
}

/// A city or province that a shopper can live in.
package struct City: Sendable, Equatable {
    package let id: CityID
    /// The spelling that the shopper is shown, such as `Şanlıurfa`.
    package var name: String
    package var country: CountryCode
    /// ASCII kebab-case of the name, for addresses (`sanliurfa`); several cities can have the same.
    package var slug: String
    package var population: Int64
    /// Decides between cities of one name before the population does; higher wins.
    package var priority: Int
    /// An inactive city stays readable for profiles that name it, but is found by nobody.
    package var isActive: Bool

    package init(
        id: CityID,
        name: String,
        country: CountryCode,
        slug: String,
        population: Int64,
        priority: Int,
        isActive: Bool
    ) {
        self.id = id
        self.name = name
        self.country = country
        self.slug = slug
        self.population = population
        self.priority = priority
        self.isActive = isActive
    }
}
