import DjangoCompat
import HesapDomain
import HesapTestKit
import Hummingbird
import Testing

@testable import HesapHTTP

struct PreviewAnonymizationEndpointTests {
    private static let path = "/users/anonymize/"
    private static let disabled = Refusal.detail(
        "Accounts cannot be anonymized by their owners in this shop.",
        code: "self_anonymization_disabled"
    )

    @Test("it is answered where anonymizing is allowed, and leaves nothing behind", arguments: scenarios)
    func answers(_ scenario: RouterScenario) async throws {
        try await scenario.run()
    }

    private static let scenarios =
        [RouterScenario.Who.visitor, .guest, .shopper].map { who in
            RouterScenario(name: "off, \(who)", who: who, call: .get(path), status: .forbidden, body: disabled)
        }
        + [RouterScenario.Who.visitor, .guest].map { who in
            RouterScenario(
                name: "on, \(who)",
                who: who,
                call: .get(path),
                status: .unauthorized,
                body: Refusal.notAuthenticated,
                given: allowed
            )
        }
        + [
            RouterScenario(
                name: "on, a shopper",
                who: .shopper,
                call: .get(path),
                status: .ok,
                body: #"{"changes":["#
                    + #"{"field":"first_name","value":"Ayşe","becomes":"erased"},"#
                    + #"{"field":"last_name","value":"Yılmaz","becomes":"erased"},"#
                    + #"{"field":"email","value":"ayse@example.com","becomes":"replaced"},"#
                    + #"{"field":"username","value":"user-1","becomes":"replaced"},"#
                    + #"{"field":"password","value":null,"becomes":"unusable"},"#
                    + #"{"field":"city","value":{"id":745044,"name":"İstanbul","country":"TR","slug":"istanbul"},"becomes":"erased"},"#
                    + #"{"field":"sms_allowed","value":true,"becomes":"switched_off"},"#
                    + #"{"field":"attributes","value":{"shoe":[42]},"becomes":"erased"},"#
                    + #"{"field":"is_active","value":true,"becomes":"switched_off"},"#
                    + #"{"field":"user_type","value":"registered","becomes":"anonymized"}],"#
                    + #""counts":{"sessions":1,"passwords":0,"mails":0}}"#
            ) { storefront in
                try await allowed(storefront)
                try storefront.addCities()
                storefront.shop.edit(try storefront.shopper().id) { account in
                    account.profile.city = CityID(745_044)
                    account.profile.consents.sms = true
                    account.profile.attributes = .object([.init("shoe", .array([.integer(42)]))])
                }
            }
        ]

    @Sendable
    private static func allowed(_ storefront: Storefront) async throws {
        try await storefront.shop.set(.selfAnonymizationEnabled, .bool(true))
    }

    @Test("the answer is as documented, and a city that is gone is its number")
    func documented() async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .shopper)
        try await Self.allowed(storefront)
        storefront.shop.edit(try storefront.shopper().id) { $0.profile.city = CityID(7) }
        let answer = try await storefront.answer(to: .get(Self.path).session(key))
        let schema = OpenAPI.NamedSchema.anonymizationPreview.schema.json
        let json = try #require(answer.json)
        #expect(SchemaCheck(document: OpenAPIDocument.json).faults(of: json, schema) == [])
        #expect(answer.text.contains(#"{"field":"city","value":7,"becomes":"erased"}"#))
    }
}
