package import HesapDomain

package struct SQLCities: Cities {
    private let database: any Database

    package init(database: any Database) {
        self.database = database
    }

    package func find(_ id: CityID) async throws(Outage) -> City? {
        let row = try await database.first(
            "SELECT \(CityRow.columns) FROM hesap_city c WHERE c.id = \(id.raw) AND c.is_active"
        )
        guard let row else { return nil }
        return try CityRow.decode(row)
    }

    package func find(_ name: CityName, country: CountryCode?) async throws(Outage) -> City? {
        let row = try await database.first(
            """
            SELECT \(CityRow.columns) FROM hesap_city c WHERE c.is_active AND c.id = (
                SELECT n.city_id FROM hesap_city_name n
                WHERE n.folded = \(name.folded) AND coalesce(\(country?.raw), n.country) = n.country
                ORDER BY \(CityRow.orderByName) LIMIT 1)
            """
        )
        guard let row else { return nil }
        return try CityRow.decode(row)
    }

    package func alternativeNames(of id: CityID) async throws(Outage) -> [String] {
        let row = try await database.first("SELECT alternative_names FROM hesap_city WHERE id = \(id.raw)")
        guard let row else { return [] }
        return try CityRow.alternativeNames(row)
    }

    package func search(
        _ prefix: CityPrefix,
        country: CountryCode?,
        page: PageRequest
    ) async throws(Outage) -> CityPage {
        try await database.read { session throws(Outage) in
            let matches = try Self.matches(prefix, country: country, page: page, in: session)
            return CityPage(count: matches.count, cities: try Self.cities(matches.ids, in: session))
        }
    }

    private static func matches(
        _ prefix: CityPrefix,
        country: CountryCode?,
        page: PageRequest,
        in session: any SQLSession
    ) throws(Outage) -> CityMatches {
        if let listed = try CityList.find(prefix, country: country, page: page, in: session) { return listed }
        let rows = try session.all(
            """
            SELECT DISTINCT n.city_id, n.priority, n.population FROM hesap_city_name n
            WHERE n.folded >= \(prefix.folded) AND n.folded < \(prefix.upperBound)
                AND coalesce(\(country?.raw), n.country) = n.country
            ORDER BY \(CityRow.orderByName)
            """
        )
        var ids: [Int64] = []
        for row in rows.dropFirst(page.offset).prefix(page.size) {
            ids.append(try row.integer("city_id"))
        }
        return CityMatches(count: rows.count, ids: ids)
    }

    private static func cities(_ ids: [Int64], in session: any SQLSession) throws(Outage) -> [City] {
        guard !ids.isEmpty else { return [] }
        let rows = try session.all(
            """
            SELECT \(CityRow.columns) FROM hesap_city c WHERE c.is_active AND c.id IN (\(list: ids))
            ORDER BY \(CityRow.order)
            """
        )
        var cities: [City] = []
        for row in rows {
            cities.append(try CityRow.decode(row))
        }
        return cities
    }

    package func upsert(_ records: [CityUpsert]) async throws(Outage) -> CityImportCount {
        let rows = records.map { record in
            (row: CityRow(record.city, alternativeNames: record.alternativeNames), priority: record.priority)
        }
        return try await database.write { session throws(Outage) in
            var count = CityImportCount()
            for (row, priority) in rows {
                try Self.upsert(row, priority: priority, counting: &count, in: session)
            }
            if count.added + count.updated > 0 {
                try session.run("UPDATE hesap_city_edition SET edition = edition + 1")
            }
            return count
        }
    }

    package func prepareSearch() async throws(Outage) {
        try await CityListing(database: database)()
    }

    private static func upsert(
        _ new: CityRow,
        priority: Int?,
        counting count: inout CityImportCount,
        in session: any SQLSession
    ) throws(Outage) {
        let stored = try session.first(
            "SELECT \(CityRow.columns), c.alternative_names FROM hesap_city c WHERE c.id = \(new.city.id.raw)"
        )
        guard let stored else {
            try new.with(priority: priority ?? 0, isActive: true).save(in: session)
            count.added += 1
            return
        }
        let old = try CityRow.decode(stored)
        let row = new.with(priority: priority ?? old.priority, isActive: old.isActive)
        let namesDiffer = try CityRow.names(of: old.id, in: session) != row.names
        let cityDiffers = !row.isStored(as: old, alternativeNames: try CityRow.alternativeNames(stored))
        guard cityDiffers || namesDiffer else {
            count.unchanged += 1
            return
        }
        try row.save(in: session)
        count.updated += 1
    }
}
