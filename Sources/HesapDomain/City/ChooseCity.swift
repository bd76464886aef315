import DjangoCompat

/// How a shopper names a city.
package enum CityChoice: Sendable, Equatable {
    case id(CityID)
    case name(CityName)
}

/// Sets the city: of the profile when signed in, of the session for a guest.
package struct ChooseCity: Sendable {
    package enum Outcome: Sendable {
        case chosen(City, Visit)
        case notFound
        case sessionEnded
    }

    private let cities: any Cities
    private let accounts: any Accounts
    private let visits: Visits

    package init(cities: any Cities, accounts: any Accounts, visits: Visits) {
        self.cities = cities
        self.accounts = accounts
        self.visits = visits
    }

    package func callAsFunction(
        _ choice: CityChoice,
        country: CountryCode?,
        in visit: Visit
    ) async throws(Outage) -> Outcome {
        guard let city = try await find(choice, country) else { return .notFound }
        guard let account = visit.account else {
            let edit = SessionEdit.set(SessionField.city, .integer(city.id.raw))
            return try await visits.write([edit], in: visit).map { .chosen(city, $0) } ?? .sessionEnded
        }
        var changes = ProfileChanges()
        changes.city = .set(city.id)
        return try await accounts.update(account.id, changes) ? .chosen(city, visit) : .sessionEnded
    }

    private func find(_ choice: CityChoice, _ country: CountryCode?) async throws(Outage) -> City? {
        switch choice {
        case .name(let name):
            return try await cities.find(name, country: country)
        case .id(let id):
            guard let city = try await cities.find(id) else { return nil }
            return country == nil || city.country == country ? city : nil
        }
    }
}
