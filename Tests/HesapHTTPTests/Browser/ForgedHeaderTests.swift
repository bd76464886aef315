import HesapDomain
import HesapTestKit
import Hummingbird
import Testing

@testable import HesapHTTP

struct ForgedHeaderTests {
    private static let path = "/users/activate-currency/"

    @Test("a Host that is not the shop's is refused before anything is done", arguments: hosts)
    func host(_ host: String) async throws {
        let storefront = try await Storefront()
        let before = Footprint(storefront.shop)
        let body = Refusal.detail(
            "The Host header is not one of this shop’s hosts. The setting is HESAP_ALLOWED_HOSTS.",
            code: "host_not_allowed"
        )
        for call in [Call.post(Self.path, #"{"currency_code":"USD"}"#), .get("/csrf_token/"), .get("/nowhere")] {
            let answer = try await storefront.answer(to: call.host(host.isEmpty ? nil : host))
            #expect(answer.status == 400)
            #expect(answer.text == body)
            let turkish = try await storefront.answer(to: call.host(host.isEmpty ? nil : host).language("tr"))
            #expect(turkish.text == Phrasebook.turkish(body))
            #expect(answer.setCookies == [])
        }
        #expect(Footprint(storefront.shop).traces(since: before) == [])
    }

    private static let hosts = [
        "", "evil.example", "shop.example.com.evil.example", "evil.example:80", "shop.example.com:port",
        "shop.example.com@evil.example", "a shop.example.com", "shop.example.com/", "[::1]", "127.0.0.1",
        "xshop.example.com", "shop.example.com:80:80",
    ]

    @Test(
        "a Host is compared without case and port",
        arguments: ["SHOP.Example.com", "shop.example.com:8080", "shop.example.com."]
    )
    func sameHost(_ host: String) async throws {
        let storefront = try await Storefront()
        #expect(try await storefront.answer(to: Call.get("/users/session/").host(host)).status == 200)
    }

    @Test("forged cookies are strangers, not faults", arguments: forgedCookies)
    func refusesForged(_ value: String) async throws {
        let storefront = try await Storefront()
        let before = Footprint(storefront.shop)
        let call = Call.get("/current_user/").session(value).cookie("osessionid", value).cookie("csrftoken", value)
        #expect(try await storefront.answer(to: call).status == 401)
        let write = Call.post(Self.path, #"{"currency_code":"USD"}"#).withoutCSRF().session(value)
        let refused = try await storefront.answer(to: write.cookie("csrftoken", value).header("X-CSRFToken", value))
        #expect(refused.status == 403)
        #expect(Footprint(storefront.shop).traces(since: before) == [])
    }

    private static let forgedCookies = [
        "", "0", "null", "\"", "\"\"\"", "=", "==", "%00", "a%3Db", "şşşş", "{}", "<script>",
        "'; DROP TABLE django_session; --",
        ".eJxVjDsOwjAQBe-y", String(repeating: "z", count: 8000),
    ]
}
