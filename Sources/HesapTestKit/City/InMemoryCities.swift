package import HesapDomain

package struct InMemoryCities: Cities {
    let shop: InMemoryShop

    package func find(_ id: CityID) async throws(Outage) -> City? {
        try shop.transaction(.cities) { rows in rows.activeCity(id) }
    }

    package func find(_ name: CityName, country: CountryCode?) async throws(Outage) -> City? {
        try shop.transaction(.cities) { rows in
            rows.activeCities(in: country).first { rows.names(of: $0).contains(name) }
        }
    }

    package func search(
        _ prefix: CityPrefix,
        country: CountryCode?,
        page: PageRequest
    ) async throws(Outage) -> CityPage {
        try shop.transaction(.cities) { rows in
            let matches = rows.activeCities(in: country).filter { city in
                rows.names(of: city).contains { prefix.matches($0) }
            }
            let slice = matches.dropFirst(page.offset).prefix(page.size)
            return CityPage(count: matches.count, cities: Array(slice))
        }
    }

    package func alternativeNames(of id: CityID) async throws(Outage) -> [String] {
        try shop.transaction(.cities) { rows in rows.alternativeCityNames[id] ?? [] }
    }

    package func upsert(_ records: [CityUpsert]) async throws(Outage) -> CityImportCount {
        try shop.transaction(.cities) { rows in
            var count = CityImportCount()
            for record in records {
                var city = record.city
                let old = rows.cities[city.id]
                city.priority = record.priority ?? old?.priority ?? 0
                let isSame = old == city && rows.alternativeCityNames[city.id] == record.alternativeNames
                rows.cities[city.id] = city
                rows.alternativeCityNames[city.id] = record.alternativeNames
                if old == nil {
                    count.added += 1
                } else if isSame {
                    count.unchanged += 1
                } else {
                    count.updated += 1
                }
            }
            return count
        }
    }

    /// A search looks at every city here.
    package func prepareSearch() async throws(Outage) {}
}

extension ShopRows {
    fileprivate func names(of city: City) -> [CityName] {
        ([city.name] + (alternativeCityNames[city.id] ?? [])).compactMap(CityName.init)
    }

    /// Highest priority first, then largest population, then lowest id.
    fileprivate func activeCities(in country: CountryCode?) -> [City] {
        cities.values
            .filter { $0.isActive && (country == nil || $0.country == country) }
            .sorted { ($1.priority, $1.population, $0.id.raw) < ($0.priority, $0.population, $1.id.raw) }
    }
}

extension ShopRows {
    func activeCity(_ id: CityID) -> City? {
        cities[id].flatMap { $0.isActive ? $0 : nil }
    }
}
