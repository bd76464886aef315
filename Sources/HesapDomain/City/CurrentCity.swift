import DjangoCompat

/// Which city a request is for.
package struct CurrentCity: Sendable {
    private let cities: any Cities

    package init(cities: any Cities) {
        self.cities = cities
    }

    /// The profile's, else the one chosen in this session, also before signing in; nil when there is none any more.
    package func callAsFunction(_ visit: Visit) async throws(Outage) -> City? {
        guard let id = visit.holder?.account.profile.city ?? Self.chosen(in: visit) else { return nil }
        if let city = visit.holder?.city, city.id == id { return city }
        return try await cities.find(id)
    }

    private static func chosen(in visit: Visit) -> CityID? {
        visit.payload[SessionField.city]?.integer.flatMap(CityID.init)
    }
}
