import DjangoCompat
import HesapDomain
import HesapTestKit
import Hummingbird
import Testing

@testable import HesapHTTP

struct ProfileEndpointTests {
    private static let path = "/users/profile/"

    @Test("the profile is its owner's", arguments: owners)
    func shows(_ scenario: RouterScenario) async throws {
        try await scenario.run()
    }

    @Test("what is sent changes, and nothing else", arguments: changes)
    func appliesChanges(_ scenario: RouterScenario) async throws {
        try await scenario.run()
    }

    @Test("a bad field is named and nothing changes", arguments: refusals)
    func refuses(_ scenario: RouterScenario) async throws {
        try await scenario.run()
    }

    // MARK: Tables

    private static let fresh: [(String, String)] = [
        ("first_name", #""Ayşe""#), ("last_name", #""Yılmaz""#), ("phone", "null"), ("gender", "null"),
        ("date_of_birth", "null"), ("city", "null"), ("language", "null"), ("email_allowed", "false"),
        ("sms_allowed", "false"), ("call_allowed", "false"), ("whatsapp_allowed", "false"), ("attributes", "{}"),
    ]

    /// The profile's body with some of its values replaced.
    private static func profile(_ values: [String: String] = [:]) -> String {
        "{" + fresh.map { "\"\($0.0)\":\(values[$0.0] ?? $0.1)" }.joined(separator: ",") + "}"
    }

    private static let owners = [
        RouterScenario(name: "a visitor", call: .get(path), status: .unauthorized, body: Refusal.notAuthenticated),
        RouterScenario(
            name: "a guest changes",
            who: .guest,
            call: .patch(path, "{broken"),
            status: .unauthorized,
            body: Refusal.notAuthenticated
        ),
        RouterScenario(name: "a shopper", who: .shopper, call: .get(path), status: .ok, body: profile()),
    ]

    private static let changes =
        [
            change([:]), change(["first_name": #""Ayşegül""#]),
            change(["last_name": #""  Öz  ""#], ["last_name": #""Öz""#]),
            change(["phone": #""0555 111 22 33""#], ["phone": #""05551112233""#]), change(["gender": #""other""#]),
            change(["date_of_birth": #""2000-02-29""#]), change(["city": "745044"]),
            change(["city": #""745044""#], ["city": "745044"]), change(["language": #""en""#]),
            change(["language": #""EN""#], ["language": #""en""#]),
            change(["email_allowed": "true", "sms_allowed": "true", "call_allowed": "true", "whatsapp_allowed": "true"]
            ),
            change(["attributes": #"{"size":"M","list":[1,2.50,null],"ş":{"deep":true}}"#]),
        ]
        + ["phone", "gender", "date_of_birth", "city", "language"].map { change([$0: "null"]) }
        + ["phone", "gender", "date_of_birth", "city", "language"].map { change([$0: #""""#], [$0: "null"]) }

    private static func change(_ sent: [String: String], _ shown: [String: String]? = nil) -> RouterScenario {
        let json =
            "{" + sent.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
        let expected = profile(shown ?? sent)
        return RouterScenario(
            name: json,
            who: .shopper,
            call: .patch(path, json),
            status: .ok,
            body: expected,
            leaves: expected == profile() ? [] : [.accounts],
            given: { try $0.addCities() }
        )
    }

    private static let refusals =
        ["first_name", "last_name"].flatMap { field in
            BadText.all.map { refusal("\(field) \($0.literal)", [field: $0.literal], Refusal.field(field, $0.message)) }
        } + choices + attributes + [
            refusal("no list", ["email_allowed": "[]"], Refusal.field("email_allowed", "Must be a valid boolean.")),
            refusal("null consent", ["sms_allowed": "null"], Refusal.field("sms_allowed", Refusal.null)),
            refusal("the address", ["email": #""b@example.com""#], Refusal.field("email", Refusal.unknownField)),
            refusal("the type", ["user_type": #""guest""#], Refusal.field("user_type", Refusal.unknownField)),
            refusal(
                "one good field and one bad",
                ["first_name": #""Fatma""#, "gender": #""x""#],
                Refusal.field("gender", "This is not a valid choice.")
            ),
        ]

    private static let choices =
        [#""de""#, #""en-GB""#, #""xx""#, #""english""#].map {
            refusal(
                "language \($0)",
                ["language": $0],
                Refusal.field("language", "This language is not offered. Choose one of: tr, en.")
            )
        }
        + ["1", "0", "-1", "4242", #""istanbul""#, "1.5", "true", "[]", "{}", "99999999999999999999"].map {
            refusal("city \($0)", ["city": $0], Refusal.field("city", "There is no such city."))
        }

    private static let attributes =
        ["null", "[]", "1", "true", #""{}""#].map {
            refusal(
                "attributes \($0)",
                ["attributes": $0],
                Refusal.field("attributes", "Invalid data. Expected a dictionary.")
            )
        } + [
            refusal(
                "attributes above 8 KiB",
                ["attributes": #"{"a":"\#(String(repeating: "x", count: 8185))"}"#],
                Refusal.field("attributes", "The attributes may not be larger than 8 KiB.")
            ),
            refusal(
                "attributes with NUL",
                ["attributes": #"{"a":"\u0000"}"#],
                Refusal.field("attributes", Refusal.nullCharacters)
            ),
        ]

    private static func refusal(_ name: String, _ sent: [String: String], _ body: String) -> RouterScenario {
        let json =
            "{" + sent.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
        return RouterScenario(
            name: name,
            who: .shopper,
            call: .patch(path, json),
            status: .badRequest,
            body: body,
            given: { try $0.addCities() }
        )
    }

    @Test("8 KiB of attributes are taken, and read back as they were sent")
    func attributesAtTheLimit() async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .shopper)
        let attributes = #"{"a":"\#(String(repeating: "x", count: 8184))"}"#
        let saved = try await storefront.answer(to: .patch(Self.path, #"{"attributes":\#(attributes)}"#).session(key))
        #expect(saved.status == 200)
        #expect(
            try await storefront.answer(to: .get(Self.path).session(key)).text
                == Self.profile(["attributes": attributes])
        )
    }

    @Test("an account that ended meanwhile is not written to")
    func endedMeanwhile() async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .shopper)
        storefront.shop.edit(try storefront.shopper().id) { $0.profile.userType = .anonymized }
        let answer = try await storefront.answer(to: .patch(Self.path, #"{"first_name":"Fatma"}"#).session(key))
        #expect(
            answer.text
                == Refusal.detail(
                    "The session was ended while this request ran. Please sign in again.",
                    code: "session_ended"
                )
        )
        #expect(try storefront.shopper().firstName == "Ayşe")
    }
}
