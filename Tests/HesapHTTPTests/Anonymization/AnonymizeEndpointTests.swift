import DjangoCompat
import HesapDomain
import HesapTestKit
import Hummingbird
import Testing

@testable import HesapHTTP

struct AnonymizeEndpointTests {
    private static let path = "/users/anonymize/"
    private static let disabled = Refusal.detail(
        "Accounts cannot be anonymized by their owners in this shop.",
        code: "self_anonymization_disabled"
    )
    private static let everything: Set<Trace> = [.accounts, .sessions, .events, .audit, .throttles, .mail]

    @Test("switched off, it says so before anything else", arguments: switchedOff)
    func answersDisabled(_ scenario: RouterScenario) async throws {
        try await scenario.run()
    }

    @Test("switched on, it needs a shopper and a right password if one is sent", arguments: switchedOn)
    func answersEnabled(_ scenario: RouterScenario) async throws {
        try await scenario.run()
    }

    @Test("a password is asked for when the shop wants one", arguments: passwordRequired)
    func asksForPassword(_ scenario: RouterScenario) async throws {
        try await scenario.run()
    }

    // MARK: Tables

    /// No body of the client changes what is said, so that nothing is learned about anybody.
    private static let switchedOff = [RouterScenario.Who.visitor, .guest, .shopper].flatMap { who in
        [
            Call(.patch, path), Call(.post, path), .patch(path, #"{"password":"wrong"}"#), .patch(path, "{broken"),
            .patch(path, #"{"unknown":1}"#), Call(.patch, path, .bytes(type: "text/plain", [1])),
        ].map { call in
            RouterScenario(name: "\(who) \(call.body)", who: who, call: call, status: .forbidden, body: disabled)
        }
    }

    private static let switchedOn =
        [RouterScenario.Who.visitor, .guest].flatMap { who in
            [Call(.patch, path), Call(.post, path), .patch(path, "{broken"), .patch(path, #"{"unknown":1}"#)].map {
                scenario("\(who) \($0.body)", who, $0, .unauthorized, Refusal.notAuthenticated)
            }
        } + [
            scenario("PATCH", .shopper, Call(.patch, path), .ok, leaves: everything),
            scenario("POST", .shopper, Call(.post, path), .ok, leaves: everything),
            scenario("an empty object", .shopper, .patch(path, "{}"), .ok, leaves: everything),
            scenario("a password of null", .shopper, .patch(path, #"{"password":null}"#), .ok, leaves: everything),
            scenario("the right password", .shopper, password(TestShop.password), .ok, leaves: everything + .hashing),
            scenario(
                "a wrong password",
                .shopper,
                password("wrong"),
                .badRequest,
                wrong,
                leaves: [.hashing, .throttles]
            ),
            scenario(
                "white space belongs to a password",
                .shopper,
                password(TestShop.password + " "),
                .badRequest,
                wrong,
                leaves: [.hashing, .throttles]
            ),
            scenario("a blank password", .shopper, password(""), .badRequest, Refusal.field("password", Refusal.blank)),
            scenario(
                "a password of digits without quotes",
                .shopper,
                .patch(path, #"{"password":12345678}"#),
                .badRequest,
                Refusal.field("password", Refusal.notAString)
            ),
            scenario(
                "an unknown field",
                .shopper,
                .patch(path, #"{"id":2}"#),
                .badRequest,
                Refusal.field("id", Refusal.unknownField)
            ),
        ]

    private static let passwordRequired = [
        scenario(
            "missing",
            .shopper,
            Call(.patch, path),
            .badRequest,
            Refusal.field("password", Refusal.required),
            leaves: [.throttles],
            asks: true
        ),
        scenario(
            "null",
            .shopper,
            .patch(path, #"{"password":null}"#),
            .badRequest,
            Refusal.field("password", Refusal.required),
            leaves: [.throttles],
            asks: true
        ),
        scenario("wrong", .shopper, password("no"), .badRequest, wrong, leaves: [.hashing, .throttles], asks: true),
        scenario("right", .shopper, password(TestShop.password), .ok, leaves: everything + .hashing, asks: true),
        scenario("a visitor", .visitor, password("no"), .unauthorized, Refusal.notAuthenticated, asks: true),
    ]

    private static let wrong = Refusal.field("password", "The password is not correct.")

    private static func password(_ password: String) -> Call { .patch(path, #"{"password":"\#(password)"}"#) }

    private static func scenario(
        _ name: String,
        _ who: RouterScenario.Who,
        _ call: Call,
        _ status: HTTPResponse.Status,
        _ body: String = "",
        leaves: Set<Trace> = [],
        asks: Bool = false
    ) -> RouterScenario {
        RouterScenario(
            name: name,
            who: who,
            call: call,
            status: status,
            body: body,
            cookies: status == .ok ? .cleared : .untouched,
            leaves: leaves
        ) { storefront in
            try await storefront.shop.set(.selfAnonymizationEnabled, .bool(true))
            try await storefront.shop.set(.anonymizeRequiresPassword, .bool(asks))
        }
    }

    @Test("afterwards nobody is signed in anywhere, and the password opens nothing")
    func afterwards() async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .shopper)
        try await storefront.shop.set(.selfAnonymizationEnabled, .bool(true))
        let phone = try await storefront.shop.signedIn(try storefront.shopper()).key?.text
        #expect(try await storefront.answer(to: Call(.patch, Self.path).session(key)).status == 200)
        for session in [key, phone] {
            #expect(try await storefront.answer(to: .get("/current_user/").session(session)).status == 401)
            #expect(try await storefront.answer(to: Call(.patch, Self.path).session(session)).status == 401)
        }
        let login = Call.post("/users/login/", #"{"email":"ayse@example.com","password":"\#(TestShop.password)"}"#)
        #expect(try await storefront.answer(to: login).status == 400)
        let rows = storefront.shop.store.rows
        #expect(rows.sessions.isEmpty && rows.accounts.count == 1)
        let erased = try #require(rows.accounts.values.first)
        #expect(erased.profile.userType == .anonymized && !erased.isActive)
    }
}

private func + (set: Set<Trace>, trace: Trace) -> Set<Trace> { set.union([trace]) }
