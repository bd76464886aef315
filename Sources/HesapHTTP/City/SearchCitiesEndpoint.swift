import DjangoCompat
import HesapDomain
import Hummingbird

/// `GET /address/city/?q=&country=&page=&page_size=`: prefix search with the matching rules of city names.
struct SearchCitiesEndpoint: Endpoint {
    private static let defaultPageSize = 20

    let cities: any Cities

    func respond(to request: Request, in context: ShopContext) async throws -> Response {
        var errors = FieldErrors()
        let query = try Query(request)
        let prefix = query["q"].map { CityPrefix($0) } ?? .everything
        if prefix == nil { errors.add("q", .invalid) }
        let country = query["country"].flatMap { $0.isEmpty ? nil : $0 }
        let code = country.flatMap(CountryCode.init)
        if country != nil, code == nil { errors.add("country", .invalidCountry) }
        let page = Self.page(query, &errors)
        guard errors.isEmpty else { throw errors }
        guard let prefix, let page else { throw Problem.fault }
        let found = try await cities.search(prefix, country: code, page: page)
        return Self.response(found, page, query)
    }

    private static func page(_ query: Query, _ errors: inout FieldErrors) -> PageRequest? {
        let number = query["page"].map { Int($0) } ?? 1
        let size = query["page_size"].map { Int($0) } ?? defaultPageSize
        let isNumber = number.flatMap { PageRequest(number: $0, size: 1) } != nil
        let isSize = size.flatMap { PageRequest(number: 1, size: $0) } != nil
        if !isNumber { errors.add("page", .invalid) }
        if !isSize { errors.add("page_size", .invalid) }
        guard let number, let size else { return nil }
        return PageRequest(number: number, size: size)
    }

    private static func response(_ found: CityPage, _ page: PageRequest, _ query: Query) -> Response {
        let hasNext = page.number * page.size < found.count
        let next = hasNext ? link(query, page.number + 1) : .null
        let previous = page.number > 1 ? link(query, page.number - 1) : .null
        return .publicJSON(
            .object([
                .init("count", .integer(Int64(found.count))), .init("next", next), .init("previous", previous),
                .init("results", .array(found.cities.map(\.json))),
            ])
        )
    }

    /// Relative to the host, so that it is right behind every proxy and no Host header gets into it.
    private static func link(_ query: Query, _ page: Int) -> JSONValue {
        .string("/address/city/?" + query.replacing("page", by: String(page)))
    }
}

/// `GET /address/city/{id}/`.
struct ShowOneCityEndpoint: Endpoint {
    let cities: any Cities

    func respond(to request: Request, in context: ShopContext) async throws -> Response {
        guard let id = context.parameter("id").flatMap({ Int64($0) }).flatMap(CityID.init),
            let city = try await cities.find(id)
        else { throw Problem.notFound }
        return .publicJSON(city.json)
    }
}

extension Response {
    /// The same for everybody, so shared caches may keep it for a few minutes.
    static func publicJSON(_ value: JSONValue) -> Response {
        var response = Response.json(value)
        response.headers[.cacheControl] = "public, max-age=300"
        response.headers[.vary] = "Accept-Language"
        return response
    }
}
