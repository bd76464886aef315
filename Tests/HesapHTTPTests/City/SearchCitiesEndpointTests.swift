import DjangoCompat
import HesapDomain
import HesapTestKit
import Hummingbird
import Testing

@testable import HesapHTTP

struct SearchCitiesEndpointTests {
    private static let path = "/address/city/"
    private static let invalid = "Invalid data."

    @Test("cities are found by their first letters", arguments: queries)
    func search(_ query: Query) async throws {
        let storefront = try await Storefront()
        try storefront.addCities()
        let answer = try await storefront.answer(to: .get(Self.path + query.text))
        #expect(answer.status == 200)
        #expect(answer.text == query.body)
        #expect(answer.header("Cache-Control") == "public, max-age=300")
        #expect(answer.header("Vary") == "Accept-Language")
    }

    struct Query: Sendable {
        let text: String
        let body: String

        init(_ text: String, _ results: String...) {
            let list = results.joined(separator: ",")
            self.text = text
            body = #"{"count":\#(results.count),"next":null,"previous":null,"results":[\#(list)]}"#
        }
    }

    private static let istanbul = ChooseCityEndpointTests.istanbul
    private static let izmir = ChooseCityEndpointTests.izmir
    private static let springfieldUS = #"{"id":4409896,"name":"Springfield","country":"US","slug":"springfield"}"#
    private static let springfieldCA = #"{"id":6324733,"name":"Springfield","country":"CA","slug":"springfield"}"#

    private static let queries = [
        Query("?q=i", istanbul, izmir), Query("?q=%C4%B0", istanbul, izmir), Query("?q=%C4%B1z", izmir),
        Query("?q=IST", istanbul), Query("?q=Stam", istanbul), Query("?q=spring", springfieldUS, springfieldCA),
        Query("?q=spring&country=ca", springfieldCA), Query("?q=spring&country=", springfieldUS, springfieldCA),
        Query("?country=TR", istanbul, izmir), Query("?q=&country=TR", istanbul, izmir),
        Query("?q=nowhere"), Query("?q=eski"), Query("?q=s%25d"), Query("?q=s_ringfield"),
        // Punctuation is no part of a name, so nothing is left to search for.
        Query("?q=%25", istanbul, izmir, springfieldUS, springfieldCA),
        Query("", istanbul, izmir, springfieldUS, springfieldCA),
        Query("?q=a&q=iz", izmir), Query("?unknown=1&q=iz", izmir),
    ]

    @Test("pages link to each other, relative to the host", arguments: pages)
    func paging(_ page: Page) async throws {
        let storefront = try await Storefront()
        try storefront.addCities()
        let answer = try await storefront.answer(to: .get(Self.path + page.query))
        #expect(answer.json?["count"] == .integer(4))
        #expect(answer.json?["next"] == page.next)
        #expect(answer.json?["previous"] == page.previous)
        guard case .array(let results) = answer.json?["results"] else {
            Issue.record("no results")
            return
        }
        #expect(results.compactMap { $0["id"]?.integer } == page.ids)
    }

    struct Page: Sendable {
        let query: String
        let ids: [Int64]
        var next = JSONValue.null
        var previous = JSONValue.null
    }

    private static let pages = [
        Page(query: "?page_size=3", ids: [745_044, 311_046, 4_409_896], next: link("page_size=3&page=2")),
        Page(query: "?page_size=3&page=2", ids: [6_324_733], previous: link("page_size=3&page=1")),
        Page(
            query: "?page=2&page_size=1&q=",
            ids: [311_046],
            next: link("page_size=1&q=&page=3"),
            previous: link("page_size=1&q=&page=1")
        ),
        Page(query: "?page=9&page_size=1", ids: [], previous: link("page_size=1&page=8")),
        Page(query: "?page_size=4", ids: [745_044, 311_046, 4_409_896, 6_324_733]),
        Page(query: "?page_size=100&page=1", ids: [745_044, 311_046, 4_409_896, 6_324_733]),
    ]

    private static func link(_ query: String) -> JSONValue { .string("/address/city/?" + query) }

    @Test("a link repeats what was searched for, encoded again")
    func linkEncoding() async throws {
        let storefront = try await Storefront()
        try storefront.addCities()
        let answer = try await storefront.answer(to: .get(Self.path + "?q=%C4%B0&x=a%26b%3D+%22&page_size=1"))
        #expect(
            answer.json?["next"] == Self.link("q=%C4%B0&x=a%26b%3D%20%22&page_size=1&page=2")
        )
    }

    @Test("what cannot be searched for is refused", arguments: refused)
    func refuses(_ scenario: RouterScenario) async throws {
        try await scenario.run()
    }

    private static let refused =
        ["0", "-1", "1000001", "99999999999999999999", "1.0", "x", ""].map { number in
            refusal("?page=\(number)", Refusal.field("page", invalid))
        }
        + ["0", "-1", "101", "99999999999999999999", "ten", ""].map { size in
            refusal("?page_size=\(size)", Refusal.field("page_size", invalid))
        } + [
            refusal("?country=TUR", Refusal.field("country", "Enter a country code of two letters.")),
            refusal("?q=%00", Refusal.field("q", invalid)),
            refusal("?q=\(String(repeating: "a", count: 201))", Refusal.field("q", invalid)),
            refusal(
                "?q=%00&country=1&page=0&page_size=0",
                #"{"q":["Invalid data."],"country":["Enter a country code of two letters."],"#
                    + #""page":["Invalid data."],"page_size":["Invalid data."]}"#
            ),
        ]
        + ["?q=%", "?q=%FF", "?%ZZ=1", "?q=iz&x=%C3"].map {
            refusal($0, Refusal.detail("The query of the URL is malformed.", code: "parse_error"))
        }

    private static func refusal(_ query: String, _ body: String) -> RouterScenario {
        RouterScenario(name: String(query.prefix(40)), call: .get(path + query), status: .badRequest, body: body)
    }
}

struct ShowOneCityTests {
    @Test("a city is shown by its id, to anybody")
    func shown() async throws {
        let storefront = try await Storefront()
        try storefront.addCities()
        let answer = try await storefront.answer(to: .get("/address/city/745044/"))
        #expect(answer.status == 200)
        #expect(answer.text == ChooseCityEndpointTests.istanbul)
        #expect(answer.header("Cache-Control") == "public, max-age=300")
    }

    @Test("an id of no active city is 404", arguments: unknown)
    func refusesUnknown(_ scenario: RouterScenario) async throws {
        try await scenario.run()
    }

    private static let unknown = [
        "4242", "1", "0", "-745044", "9223372036854775808", "istanbul", "745044x", "1.0", "%37%34%ZZ", "%FF", "%00",
    ].map { id in
        RouterScenario(
            name: id,
            call: .get("/address/city/\(id)/"),
            status: .notFound,
            body: Refusal.notFound,
            given: { try $0.addCities() }
        )
    }
}
