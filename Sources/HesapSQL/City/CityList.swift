import HesapDomain

/// The cities of one prefix, in one country or in all, in the order in which a search lists them.
///
/// Kept in parts, so that any page is read from two rows at most, whatever its number. All prefixes that more than
/// `PopularPrefixes.mostUnlisted` cities share have lists, for each country with any of them.
///
/// Lists belong to an edition of the city table. Only those of its current edition are read, and only when all of them
/// are there, so an import that is under way or was killed makes searching slower and not wrong.
struct CityList {
    static let allCountries = ""
    /// The largest page, 100 cities, is in two parts at most.
    private static let partSize = 100

    let prefix: String
    let country: String
    let ids: [Int64]

    /// Leaves alone what somebody else has written for the same edition: it is the same.
    func inserts(edition: Int64) -> [SQL] {
        stride(from: 0, to: ids.count, by: Self.partSize).map { start in
            let part = ids[start..<min(start + Self.partSize, ids.count)]
            return """
                INSERT INTO hesap_city_list (edition, prefix, country, part, cities, city_ids)
                VALUES (\(edition), \(prefix), \(country), \(start / Self.partSize), \(ids.count),
                    \(part.map(String.init).joined(separator: ",")))
                ON CONFLICT (edition, prefix, country, part) DO NOTHING
                """
        }
    }

    /// One page of a list, or nil when the prefix has none: then its cities are to be found by their names.
    static func find(
        _ prefix: CityPrefix,
        country: CountryCode?,
        page: PageRequest,
        in session: any SQLSession
    ) throws(Outage) -> CityMatches? {
        let country = country?.raw ?? allCountries
        let first = page.offset / partSize
        let last = (page.offset + page.size - 1) / partSize
        // Each once: SQLite looks a list of one up as it is, and makes a table of a longer one first.
        let countries = country == allCountries ? [allCountries] : [allCountries, country]
        let positions = Set([0, first, last]).sorted()
        // The first part for all countries tells whether there are lists, the first one of the country how long its is.
        let parts = try session.all(
            """
            SELECT country, part, cities, city_ids FROM hesap_city_list
            WHERE edition = (SELECT edition FROM hesap_city_edition WHERE edition = listed)
                AND prefix = \(prefix.folded) AND country IN (\(list: countries)) AND part IN (\(list: positions))
            ORDER BY part
            """
        )
        guard !parts.isEmpty else { return nil }
        var count = 0
        var listed: [Substring.UTF8View] = []
        for part in parts where try part.text("country") == country {
            count = Int(try part.integer("cities"))
            guard try part.integer("part") >= first else { continue }
            // By bytes: by characters it takes longer than the rest of the search.
            listed += try part.text("city_ids").utf8.split(separator: UInt8(ascii: ","))
        }
        let page = listed.dropFirst(page.offset - first * partSize).prefix(page.size)
        return CityMatches(count: count, ids: page.compactMap { Int64(Substring($0)) })
    }
}

/// How many cities a search found, and those of one page.
struct CityMatches {
    let count: Int
    let ids: [Int64]
}
