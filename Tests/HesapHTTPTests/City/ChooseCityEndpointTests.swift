import DjangoCompat
import HesapDomain
import HesapTestKit
import Hummingbird
import Testing

@testable import HesapHTTP

struct ChooseCityEndpointTests {
    private static let path = "/users/city/"
    static let istanbul = #"{"id":745044,"name":"İstanbul","country":"TR","slug":"istanbul"}"#
    static let izmir = #"{"id":311046,"name":"İzmir","country":"TR","slug":"izmir"}"#
    private static let springfieldUS = #"{"id":4409896,"name":"Springfield","country":"US","slug":"springfield"}"#
    private static let notFound = Refusal.field("city", "There is no such city.")

    @Test("a city is chosen by name or id", arguments: found)
    func finds(_ scenario: RouterScenario) async throws {
        try await scenario.run()
    }

    @Test("what no active city answers to is 404", arguments: unknown)
    func refusesUnknown(_ scenario: RouterScenario) async throws {
        try await scenario.run()
    }

    @Test("what is neither a name nor an id is 400", arguments: malformed)
    func refusesMalformed(_ scenario: RouterScenario) async throws {
        try await scenario.run()
    }

    // MARK: Tables

    private static let found =
        [
            choice(#"{"city":"İSTANBUL"}"#, istanbul), choice(#"{"city":"istanbul"}"#, istanbul),
            choice(#"{"city":"ıstanbul"}"#, istanbul), choice(#"{"city":"I\u0307stanbul"}"#, istanbul),
            choice(#"{"city":"  Istanbul  "}"#, istanbul), choice(#"{"city":"Stamboul"}"#, istanbul),
            choice(#"{"city":"izmir"}"#, izmir), choice(#"{"city":"IZMIR"}"#, izmir),
            choice(#"{"city":745044}"#, istanbul), choice(#"{"city":"745044"}"#, istanbul),
            choice(#"{"city":" 745044 "}"#, istanbul), choice(#"{"city":"0745044"}"#, istanbul),
            choice(#"{"city":745044,"country":"tr"}"#, istanbul),
            choice(#"{"city":"Springfield","country":"US"}"#, springfieldUS),
            choice(#"{"city":"Springfield"}"#, springfieldUS),
            choice(#"{"city":"izmir","country":null}"#, izmir), choice(#"{"city":"izmir","country":""}"#, izmir),
        ] + otherWays

    private static let otherWays = [
        scenario("PUT", Call(.put, path, .json(#"{"city":"izmir"}"#)), .ok, izmir),
        scenario("PATCH", Call(.patch, path, .json(#"{"city":"izmir"}"#)), .ok, izmir),
        scenario("a form", Call(.post, path, .form("city=%C4%B0zmir&country=TR")), .ok, izmir),
        scenario("a form's plus is a space", Call(.post, path, .form("city=+izmir+")), .ok, izmir),
        scenario("a form's digits are an id", Call(.post, path, .form("city=311046")), .ok, izmir),
    ]

    private static let unknown =
        [
            #""Atlantis""#, #""1""#, "1", "0", "-1", "-745044", "9223372036854775807", "9223372036854775808",
            "123456789012345678901234567890", #""123456789012345678901234567890""#, #""-745044""#, #""0""#,
            #""745044x""#, #""!""#, #""Eskihisar""#, "4242", #""4242""#,
        ].map { scenario("city \($0)", .post(path, #"{"city":\#($0)}"#), .notFound, notFound) } + [
            scenario("another country", .post(path, #"{"city":"izmir","country":"US"}"#), .notFound, notFound),
            scenario("an id of another country", .post(path, #"{"city":745044,"country":"US"}"#), .notFound, notFound),
            scenario(
                "a name that is too long",
                .post(path, #"{"city":"\#(String(repeating: "a", count: 201))"}"#),
                .notFound,
                notFound
            ),
        ]

    private static let malformed =
        [
            scenario("no body", Call(.post, path), .badRequest, Refusal.field("city", Refusal.required)),
            scenario("missing", .post(path, "{}"), .badRequest, Refusal.field("city", Refusal.required)),
            scenario(
                "an unknown field",
                .post(path, #"{"city":"izmir","id":1}"#),
                .badRequest,
                Refusal.field("id", Refusal.unknownField)
            ),
            country("\"T\""), country("\"TUR\""), country("\"T1\""), country("\"ÇA\""),
            scenario(
                "a country that is a number",
                .post(path, #"{"city":"izmir","country":90}"#),
                .badRequest,
                Refusal.field("country", Refusal.notAString)
            ),
            fraction("1.5"), fraction("745044.0"), fraction("1e3"), fraction("7E5"),
        ] + textRefusals

    /// Numbers are ids here, so they are not among the bad texts.
    private static let textRefusals = BadText.all.filter { $0.literal.first.map { !"-0".contains($0) } ?? false }.map {
        scenario(
            "city \($0.literal)",
            .post(path, #"{"city":\#($0.literal)}"#),
            .badRequest,
            Refusal.field("city", $0.message)
        )
    }

    private static func country(_ literal: String) -> RouterScenario {
        scenario(
            "country \(literal)",
            .post(path, #"{"city":"izmir","country":\#(literal)}"#),
            .badRequest,
            Refusal.field("country", "Enter a country code of two letters.")
        )
    }

    private static func fraction(_ literal: String) -> RouterScenario {
        scenario(
            "city \(literal)",
            .post(path, #"{"city":\#(literal)}"#),
            .badRequest,
            Refusal.field("city", "Enter a city name or the number of a city.")
        )
    }

    private static func choice(_ json: String, _ answer: String) -> RouterScenario {
        scenario(json, .post(path, json), .ok, answer)
    }

    private static func scenario(
        _ name: String,
        _ call: Call,
        _ status: HTTPResponse.Status,
        _ body: String
    ) -> RouterScenario {
        let isFound = status == .ok
        return RouterScenario(
            name: name,
            call: call,
            status: status,
            body: body,
            cookies: isFound ? .session : .untouched,
            leaves: isFound ? [.sessions] : [],
            given: { try $0.addCities() }
        )
    }
}

struct CurrentCityTests {
    private static let path = "/users/city/"

    @Test("a guest's city is kept in the session, a shopper's in the profile")
    func whereItIsKept() async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .shopper)
        try storefront.addCities()
        let visitor = try await storefront.answer(to: .post(Self.path, #"{"city":"izmir"}"#))
        #expect(try storefront.shopper().profile.city == nil)
        let shown = try await storefront.answer(to: .get(Self.path).session(visitor.cookie("sessionid")))
        #expect(shown.text == ChooseCityEndpointTests.izmir)
        _ = try await storefront.answer(to: .post(Self.path, #"{"city":"istanbul"}"#).session(key))
        #expect(try storefront.shopper().profile.city?.raw == 745_044)
        #expect(
            try await storefront.answer(to: .get(Self.path).session(key)).text == ChooseCityEndpointTests.istanbul
        )
    }

    @Test("nobody's city is null, and asking makes no session", arguments: whoAsks)
    func noCity(_ scenario: RouterScenario) async throws {
        try await scenario.run()
    }

    private static let whoAsks = [RouterScenario.Who.visitor, .guest, .shopper].map { who in
        RouterScenario(name: "\(who)", who: who, call: .get(path), status: .ok, body: "null")
    }

    @Test("a city that was switched off is nobody's city any more")
    func inactive() async throws {
        let storefront = try await Storefront()
        try storefront.addCities()
        let chosen = try await storefront.answer(to: .post(Self.path, #"{"city":"izmir"}"#))
        let izmir = try #require(CityID(311_046))
        storefront.shop.store.edit { $0.cities[izmir]?.isActive = false }
        let key = chosen.cookie("sessionid")
        #expect(try await storefront.answer(to: .get(Self.path).session(key)).text == "null")
    }

    @Test("a guest's city survives sign-in, unless the profile has one", arguments: [false, true])
    func survivesSignIn(profileHasOne: Bool) async throws {
        let storefront = try await Storefront()
        _ = try await storefront.enter(as: .visitor)
        try storefront.addCities()
        let istanbul = try #require(CityID(745_044))
        if profileHasOne {
            storefront.shop.edit(try storefront.shopper().id) { $0.profile.city = istanbul }
        }
        let chosen = try await storefront.answer(to: .post(Self.path, #"{"city":"izmir"}"#))
        let login = Call.post("/users/login/", #"{"email":"ayse@example.com","password":"\#(TestShop.password)"}"#)
        let signedIn = try await storefront.answer(to: login.session(chosen.cookie("sessionid")))
        let shown = try await storefront.answer(to: .get(Self.path).session(signedIn.cookie("sessionid")))
        #expect(shown.text == (profileHasOne ? ChooseCityEndpointTests.istanbul : ChooseCityEndpointTests.izmir))
        #expect(signedIn.json?["city"] == shown.json)
    }
}

extension Storefront {
    /// İstanbul, İzmir, two Springfields and a city that is switched off.
    func addCities() throws {
        shop.addCities(
            try .istanbul(),
            try .izmir(),
            try .fixture(id: 4_409_896, name: "Springfield", country: "US", population: 170_188),
            try .fixture(id: 6_324_733, name: "Springfield", country: "CA", population: 14_069),
            try .fixture(id: 4242, name: "Eskihisar", isActive: false)
        )
        shop.addNames("Stamboul", of: try .istanbul())
    }
}
