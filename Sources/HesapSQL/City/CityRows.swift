import DjangoCompat
import HesapDomain

/// A city and the folded names that find it.
struct CityRow {
    let city: City
    /// Folded outside the bracket: the writer should not wait for it.
    let names: Set<String>

    init(_ city: City) {
        self.city = city
        names = Set(([city.name] + city.alternativeNames).compactMap { CityName($0)?.folded })
    }

    private init(_ city: City, names: Set<String>) {
        self.city = city
        self.names = names
    }

    func with(priority: Int) -> CityRow {
        var city = city
        city.priority = priority
        return CityRow(city, names: names)
    }

    /// Byte by byte: an import that brings another normal form of a name is a change.
    func isStored(as old: City) -> Bool {
        city == old && city.name.utf8.elementsEqual(old.name.utf8)
            && city.alternativeNames.elementsEqual(old.alternativeNames) { $0.utf8.elementsEqual($1.utf8) }
    }

    static let columns: Fragment =
        "c.id, c.name, c.country, c.slug, c.population, c.priority, c.alternative_names, c.is_active"

    static let order: Fragment = "c.priority DESC, c.population DESC, c.id"

    static func decode(_ row: Row) throws(Outage) -> City {
        guard let id = CityID(try row.integer("id")), let country = CountryCode(try row.text("country")),
            case .array(let names) = try JSONColumn.decode(row, "alternative_names")
        else { throw .fault(detail: "a row of hesap_city cannot be read") }
        return City(
            id: id,
            name: try row.text("name"),
            country: country,
            slug: try row.text("slug"),
            population: try row.integer("population"),
            priority: Int(try row.integer("priority")),
            alternativeNames: names.compactMap(\.string),
            isActive: try row.bool("is_active")
        )
    }

    func save(in session: any SQLSession) throws(Outage) {
        let names = JSONColumn.encode(.array(city.alternativeNames.map { .string($0) }))
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

    func saveNames(in session: any SQLSession) throws(Outage) {
        let id = city.id.raw
        let inserts: [SQL] = names.sorted().map {
            "INSERT INTO hesap_city_name (folded, city_id) VALUES (\($0), \(id))"
        }
        try session.run(["DELETE FROM hesap_city_name WHERE city_id = \(id)"] + inserts)
    }
}
