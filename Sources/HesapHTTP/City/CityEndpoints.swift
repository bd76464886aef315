import DjangoCompat
import HesapDomain
import Hummingbird

/// `POST`, `PUT`, `PATCH /users/city/`: by name or by id, for guests too.
struct ChooseCityEndpoint: Endpoint {
    let choose: ChooseCity

    func respond(to request: Request, in context: ShopContext) async throws -> Response {
        var fields = try Fields(context)
        let choice = fields.cityChoice("city")
        let typed = fields.optionalText("country").text
        let country = fields.parse("country", typed, .invalidCountry, CountryCode.init)
        try fields.finish()
        guard let choice else { throw Problem.fault }
        guard case .known(let known) = choice else { throw Self.notFound }
        switch try await choose(known, country: country, in: context.browser.visit) {
        case .chosen(let city, let visit):
            context.browser.now(visit)
            return .json(city.json)
        case .notFound:
            throw Self.notFound
        case .sessionEnded:
            throw Problem.sessionEnded
        }
    }

    private static let notFound = Problem.unknown(FieldErrors("city", .cityNotFound))
}

/// `GET /users/city/`: the current city or `null`.
struct ShowCityEndpoint: Endpoint {
    let current: CurrentCity

    func respond(to request: Request, in context: ShopContext) async throws -> Response {
        .json(try await current(context.browser.visit)?.json ?? .null)
    }
}

/// A city field after reading: something to look up, or a value of the right type that no city can have.
enum TypedCity {
    case known(CityChoice)
    case impossible
}

extension Fields {
    /// A number or digits are an id and never a name; anything else is a name.
    fileprivate mutating func cityChoice(_ key: String) -> TypedCity? {
        let value = value(key)
        if case .number(let literal) = value {
            guard literal.utf8.allSatisfy({ (48...57).contains($0) || $0 == 45 }) else {
                add(key, .invalidCityID)
                return nil
            }
            return Self.city(id: literal)
        }
        guard let text = text(key) else { return nil }
        if text.utf8.allSatisfy({ (48...57).contains($0) }) { return Self.city(id: text) }
        return CityName(text).map { .known(.name($0)) } ?? .impossible
    }

    private static func city(id digits: String) -> TypedCity {
        Int64(digits).flatMap(CityID.init).map { .known(.id($0)) } ?? .impossible
    }
}

extension City {
    var json: JSONValue {
        .object([
            .init("id", .integer(id.raw)), .init("name", .string(name)), .init("country", .string(country.raw)),
            .init("slug", .string(slug)),
        ])
    }
}
