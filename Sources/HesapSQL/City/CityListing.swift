import HesapDomain

/// Writes the lists of popular prefixes for the current edition of the city table.
///
/// It reads and writes in many short brackets, so that no request waits for it. Others may do the same at the same time;
/// whatever was read or written after the edition changed belongs to an edition that nobody reads.
struct CityListing {
    /// Some milliseconds of a reader or of the writer at a time.
    private static let batch = 500

    let database: any Database

    func callAsFunction() async throws(Outage) {
        if let edition = try await unlistedEdition() {
            try await write(edition)
        }
        while let edition = try await oldEdition() {
            try await removeSome(of: edition)
        }
    }

    private func unlistedEdition() async throws(Outage) -> Int64? {
        try await database.first("SELECT edition FROM hesap_city_edition WHERE edition <> listed")?.integer("edition")
    }

    private func write(_ edition: Int64) async throws(Outage) {
        var prefixes = PopularPrefixes(of: try await ranking())
        var last: (name: String, city: Int64) = ("", 0)
        while true {
            let names = try await names(after: last)
            for name in names {
                last = (try name.text("folded"), try name.integer("city_id"))
                prefixes.add(last.name, of: last.city)
            }
            if names.isEmpty { prefixes.finish() }
            guard try await save(prefixes.takeLists(), edition: edition) else { return }
            if names.isEmpty { break }
        }
        try await database.run("UPDATE hesap_city_edition SET listed = edition WHERE edition = \(edition)")
    }

    private func ranking() async throws(Outage) -> RankedCities {
        var ranking = RankedCities()
        while true {
            let offset = ranking.count
            let rows = try await database.read { session throws(Outage) in
                try session.all(
                    """
                    SELECT c.id, c.country FROM hesap_city c WHERE c.is_active
                    ORDER BY \(CityRow.order) LIMIT \(Self.batch * 20) OFFSET \(offset)
                    """
                )
            }
            guard !rows.isEmpty else { return ranking }
            for row in rows {
                ranking.append(try row.integer("id"), country: try row.text("country"))
            }
        }
    }

    private func names(after last: (name: String, city: Int64)) async throws(Outage) -> [Row] {
        let (name, city) = last
        return try await database.read { session throws(Outage) in
            try session.all(
                """
                SELECT folded, city_id FROM hesap_city_name WHERE (folded, city_id) > (\(name), \(city))
                ORDER BY folded, city_id LIMIT \(Self.batch * 4)
                """
            )
        }
    }

    /// - Returns: false when to go on is of no use: the cities have changed, somebody else was faster, or the program stops.
    private func save(_ lists: [CityList], edition: Int64) async throws(Outage) -> Bool {
        var inserts = lists.flatMap { $0.inserts(edition: edition) }[...]
        while !inserts.isEmpty {
            let some = Array(inserts.prefix(Self.batch))
            inserts = inserts.dropFirst(Self.batch)
            let isWanted = try await database.write { session throws(Outage) in
                let wanted = try session.first(
                    "SELECT edition FROM hesap_city_edition WHERE edition = \(edition) AND edition <> listed"
                )
                if wanted != nil { try session.run(some) }
                return wanted != nil
            }
            guard isWanted, !Task.isCancelled else { return false }
        }
        return true
    }

    private func oldEdition() async throws(Outage) -> Int64? {
        try await database.first(
            """
            SELECT edition FROM hesap_city_list WHERE edition < (SELECT listed FROM hesap_city_edition)
            ORDER BY edition LIMIT 1
            """
        )?
        .integer("edition")
    }

    /// Removes a batch and what is left of its last prefix.
    private func removeSome(of edition: Int64) async throws(Outage) {
        try await database.run(
            """
            DELETE FROM hesap_city_list WHERE edition = \(edition) AND prefix <= (
                SELECT max(prefix) FROM (
                    SELECT prefix FROM hesap_city_list WHERE edition = \(edition) ORDER BY prefix LIMIT \(Self.batch)
                ) AS batch)
            """
        )
    }
}
