package import HesapDomain

package struct SQLCities: Cities {
    private let database: any Database
    private static let order: Fragment = "c.priority DESC, c.population DESC, c.id"

    package init(database: any Database) {
        self.database = database
    }

    package func find(_ id: CityID) async throws(Outage) -> City? {
        try await database.read { session throws(Outage) in
            let row = try session.first(
                "SELECT \(CityRow.columns) FROM hesap_city c WHERE c.id = \(id.raw) AND c.is_active"
            )
            guard let row else { return nil }
            return try CityRow.decode(row)
        }
    }

    package func find(_ name: CityName, country: CountryCode?) async throws(Outage) -> City? {
        try await database.read { session throws(Outage) in
            let row = try session.first(
                """
                SELECT \(CityRow.columns) FROM hesap_city_name n JOIN hesap_city c ON c.id = n.city_id
                WHERE n.folded = \(name.folded) AND c.is_active AND coalesce(\(country?.raw), c.country) = c.country
                ORDER BY \(Self.order) LIMIT 1
                """
            )
            guard let row else { return nil }
            return try CityRow.decode(row)
        }
    }

    package func search(
        _ prefix: CityPrefix,
        country: CountryCode?,
        page: PageRequest
    ) async throws(Outage) -> CityPage {
        try await database.read { session throws(Outage) in
            let (count, rows) =
                prefix.isEmpty
                ? try Self.everything(country, page, in: session)
                : try Self.matches(prefix, country, page, in: session)
            var cities: [City] = []
            for row in rows {
                cities.append(try CityRow.decode(row))
            }
            return CityPage(count: Int(try count?.integer("cities") ?? 0), cities: cities)
        }
    }

    private static func everything(
        _ country: CountryCode?,
        _ page: PageRequest,
        in session: any SQLSession
    ) throws(Outage) -> (Row?, [Row]) {
        let count = try session.first(
            """
            SELECT count(*) AS cities FROM hesap_city c
            WHERE c.is_active AND coalesce(\(country?.raw), c.country) = c.country
            """
        )
        let rows = try session.all(
            """
            SELECT \(CityRow.columns) FROM hesap_city c
            WHERE c.is_active AND coalesce(\(country?.raw), c.country) = c.country
            ORDER BY \(order) LIMIT \(page.size) OFFSET \((page.number - 1) * page.size)
            """
        )
        return (count, rows)
    }

    private static func matches(
        _ prefix: CityPrefix,
        _ country: CountryCode?,
        _ page: PageRequest,
        in session: any SQLSession
    ) throws(Outage) -> (Row?, [Row]) {
        let count = try session.first(
            """
            SELECT count(*) AS cities FROM hesap_city c
            WHERE c.is_active AND coalesce(\(country?.raw), c.country) = c.country AND c.id IN (
                SELECT city_id FROM hesap_city_name
                WHERE folded >= \(prefix.folded) AND folded < \(prefix.upperBound))
            """
        )
        let rows = try session.all(
            """
            SELECT \(CityRow.columns) FROM hesap_city c
            WHERE c.is_active AND coalesce(\(country?.raw), c.country) = c.country AND c.id IN (
                SELECT city_id FROM hesap_city_name
                WHERE folded >= \(prefix.folded) AND folded < \(prefix.upperBound))
            ORDER BY \(order) LIMIT \(page.size) OFFSET \((page.number - 1) * page.size)
            """
        )
        return (count, rows)
    }

    package func upsert(_ records: [CityUpsert]) async throws(Outage) -> CityImportCount {
        let rows = records.map { (row: CityRow($0.city), priority: $0.priority) }
        return try await database.write { session throws(Outage) in
            var count = CityImportCount()
            for (row, priority) in rows {
                try Self.upsert(row, priority: priority, counting: &count, in: session)
            }
            return count
        }
    }

    private static func upsert(
        _ new: CityRow,
        priority: Int?,
        counting count: inout CityImportCount,
        in session: any SQLSession
    ) throws(Outage) {
        let stored = try session.first("SELECT \(CityRow.columns) FROM hesap_city c WHERE c.id = \(new.city.id.raw)")
        guard let stored else {
            try new.with(priority: priority ?? 0).save(in: session)
            try new.saveNames(in: session)
            count.added += 1
            return
        }
        let old = try CityRow.decode(stored)
        let row = new.with(priority: priority ?? old.priority)
        let namesDiffer = try CityRow.names(of: old.id, in: session) != row.names
        let cityDiffers = !row.isStored(as: old)
        guard cityDiffers || namesDiffer else {
            count.unchanged += 1
            return
        }
        if cityDiffers { try row.save(in: session) }
        if namesDiffer { try row.saveNames(in: session) }
        count.updated += 1
    }
}
