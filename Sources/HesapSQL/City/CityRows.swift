import DjangoCompat
import HesapDomain

/// A city with the names that find it.
struct CityRow {
    let city: City
    let alternativeNames: [String]
    /// Folded outside the bracket: the writer should not wait for it.
    private let folded: Set<String>

    /// What the city is found by: nothing once it is retired.
    var names: Set<String> { city.isActive ? folded : [] }

    init(_ city: City, alternativeNames: [String]) {
        self.city = city
        self.alternativeNames = alternativeNames
        folded = Set(([city.name] + alternativeNames).compactMap { CityName($0)?.folded })
    }

    private init(_ city: City, _ row: CityRow) {
        self.city = city
        (alternativeNames, folded) = (row.alternativeNames, row.folded)
    }

    /// - Parameters:
    ///   - priority: of the import, or else the one that is stored.
    ///   - isActive: false for a city that was retired: a dump knows nothing of that and does not bring it back.
    /// - Returns: the row to store.
    func with(priority: Int, isActive: Bool) -> CityRow {
        var city = city
        city.priority = priority
        city.isActive = city.isActive && isActive
        return CityRow(city, self)
    }

    /// Byte by byte: an import that brings another normal form of a name is a change.
    func isStored(as old: City, alternativeNames stored: [String]) -> Bool {
        city == old && city.name.utf8.elementsEqual(old.name.utf8)
            && alternativeNames.elementsEqual(stored) { $0.utf8.elementsEqual($1.utf8) }
    }

    static let columns: Fragment = "c.id, c.is_active, c.name, c.country, c.slug, c.population, c.priority"

    /// The columns beside an id that is known, of a city that is known to be active.
    static let facts: Fragment = "c.name, c.country, c.slug, c.population, c.priority"

    static let order: Fragment = "c.priority DESC, c.population DESC, c.id"

    /// The same order, of what is known beside each name.
    static let orderByName: Fragment = "n.priority DESC, n.population DESC, n.city_id"

    static func decode(_ row: Row) throws(Outage) -> City {
        guard let id = CityID(try row.integer("id")) else { throw unreadable }
        return try decodeFacts(row, id, isActive: try row.bool("is_active"))
    }

    /// Nil without an id, and when the row of an outer join has no such city.
    static func decodeFacts(_ row: Row, of id: CityID?) throws(Outage) -> City? {
        guard let id, try row.optionalText("name") != nil else { return nil }
        return try decodeFacts(row, id, isActive: true)
    }

    private static func decodeFacts(_ row: Row, _ id: CityID, isActive: Bool) throws(Outage) -> City {
        guard let country = CountryCode(try row.text("country")) else { throw unreadable }
        return City(
            id: id,
            name: try row.text("name"),
            country: country,
            slug: try row.text("slug"),
            population: try row.integer("population"),
            priority: Int(try row.integer("priority")),
            isActive: isActive
        )
    }

    private static let unreadable = Outage.fault(detail: "a row of hesap_city cannot be read")

    static func alternativeNames(_ row: Row) throws(Outage) -> [String] {
        guard case .array(let names) = try JSONColumn.decode(row, "alternative_names") else { throw unreadable }
        return names.compactMap(\.string)
    }

    func save(in session: any SQLSession) throws(Outage) {
        try saveCity(in: session)
        try saveNames(in: session)
    }

    private func saveCity(in session: any SQLSession) throws(Outage) {
        let names = JSONColumn.encode(.array(alternativeNames.map { .string($0) }))
        try session.run(
            """
            INSERT INTO hesap_city (id, name, country, slug, population, priority, alternative_names, is_active)
            VALUES (\(city.id.raw), \(city.name), \(city.country.raw), \(city.slug), \(city.population),
                \(city.priority), \(names), \(city.isActive))
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, country = excluded.country, slug = excluded.slug,
                population = excluded.population, priority = excluded.priority,
                alternative_names = excluded.alternative_names, is_active = excluded.is_active
            """
        )
    }

    /// The names under which the city is found now.
    static func names(of id: CityID, in session: any SQLSession) throws(Outage) -> Set<String> {
        var names: Set<String> = []
        for row in try session.all("SELECT folded FROM hesap_city_name WHERE city_id = \(id.raw)") {
            names.insert(try row.text("folded"))
        }
        return names
    }

    private func saveNames(in session: any SQLSession) throws(Outage) {
        let id = city.id.raw
        let inserts: [SQL] = names.sorted().map {
            """
            INSERT INTO hesap_city_name (folded, city_id, country, priority, population)
            VALUES (\($0), \(id), \(city.country.raw), \(city.priority), \(city.population))
            """
        }
        try session.run(["DELETE FROM hesap_city_name WHERE city_id = \(id)"] + inserts)
    }
}
