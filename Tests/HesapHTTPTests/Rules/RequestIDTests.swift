import Hummingbird
import Testing

@testable import HesapHTTP

struct RequestIDTests {
    @Test("a sane id of the client is echoed", arguments: sane)
    func echoes(_ id: String) async throws {
        let storefront = try await Storefront()
        for path in ["/users/session/", "/nowhere/", "/users/login/"] {
            #expect(try await storefront.answer(to: .get(path).header("X-Request-ID", id)).header("X-Request-ID") == id)
        }
    }

    private static let sane = [
        "abcdefgh", "A-b_C-1234", "0190c2d2-7d2f-7cc0-a5c5-1d9f6d3e4b5a", String(repeating: "x", count: 64),
    ]

    @Test("any other is replaced", arguments: insane)
    func replaces(_ id: String) async throws {
        let storefront = try await Storefront()
        let made = try await storefront.answer(to: .get("/users/session/").header("X-Request-ID", id)).header(
            "X-Request-ID"
        )
        let letters = try #require(made)
        #expect(letters != id)
        // What is made would be accepted again by the next server on the way.
        #expect(RequestIdentifiers.accepted(letters) == letters)
    }

    private static let insane = [
        "", "abcdefg", String(repeating: "x", count: 65), "a b c d e f", "abcdefgh;", "kırmızı-bisiklet", "<script>xx",
        "%0d%0aabcdef", "{\"a\":1}xx", "abcd.efgh",
    ]

    @Test("each request gets an id of its own")
    func fresh() async throws {
        let storefront = try await Storefront()
        let ids = [
            try await storefront.answer(to: .get("/docs/")).header("X-Request-ID"),
            try await storefront.answer(to: .get("/docs/")).header("X-Request-ID"),
        ]
        #expect(ids[0] != ids[1])
    }
}
