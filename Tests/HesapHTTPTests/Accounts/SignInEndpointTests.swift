import DjangoCompat
import HesapDomain
import HesapTestKit
import Hummingbird
import Testing

@testable import HesapHTTP

struct SignInEndpointTests {
    static let path = "/users/login/"
    private static let refused = Refusal.field(
        "non_field_errors",
        "Unable to sign in with this email address and password."
    )
    /// Ayşe as she sees herself on the day her account was made.
    static let ayse =
        #"{"pk":1,"first_name":"Ayşe","last_name":"Yılmaz","email":"ayse@example.com","phone":null,"#
        + #""user_type":"registered","gender":null,"date_of_birth":null,"city":null,"language":null,"#
        + #""email_allowed":false,"sms_allowed":false,"call_allowed":false,"whatsapp_allowed":false,"#
        + #""attributes":{},"has_usable_password":true,"date_joined":"2026-03-01T12:00:00.123456Z","#
        + #""last_login":"2026-03-01T12:00:00.123456Z"}"#

    static func login(_ email: String, _ password: String = TestShop.password) -> Call {
        .post(path, #"{"email":"\#(email)","password":"\#(password)"}"#)
    }

    @Test("the right address and password sign in", arguments: welcome)
    func signsIn(_ scenario: RouterScenario) async throws {
        try await scenario.run()
    }

    private static let welcome =
        [RouterScenario.Who.visitor, .guest, .shopper].map { signedIn("\($0)", who: $0, login("ayse@example.com")) } + [
            signedIn("another case", login("AYSE@EXAMPLE.COM")),
            signedIn("white space around the address", login(" ayse@example.com\\n")),
            signedIn("a form", form("email=ayse%40example.com&password=\(encodedPassword)")),
            signedIn("a form with its token", form("csrfmiddlewaretoken=\(Call.csrfSecret)&" + right)),
        ]

    private static let encodedPassword = "k%C4%B1rm%C4%B1z%C4%B1-Bisiklet-42"
    private static let right = "email=ayse%40example.com&password=\(encodedPassword)"

    private static func form(_ text: String) -> Call { Call(.post, path, .form(text)) }

    private static func signedIn(_ name: String, who: RouterScenario.Who = .visitor, _ call: Call) -> RouterScenario {
        RouterScenario(
            name: name,
            who: who,
            call: call,
            status: .ok,
            body: ayse,
            cookies: .sessionAndCSRF,
            leaves: who == .shopper
                ? [.sessions, .audit, .throttles, .hashing] : [.accounts, .sessions, .audit, .throttles, .hashing]
        )
    }

    @Test("every wrong pair gets the same bytes, and costs a hash", arguments: wrongPairs)
    func refuses(_ scenario: RouterScenario) async throws {
        try await scenario.run()
    }

    private static let wrongPairs =
        [
            wrong("a wrong password", login("ayse@example.com", "wrong")),
            wrong("an unknown address", login("nobody@example.com")),
            wrong("an inactive account", login("inactive@example.com")),
            wrong("an account without a password", login("passwordless@example.com")),
            wrong("a password of another normal form", login("ayse@example.com", "ki\u{0307}rmizi-Bisiklet-42")),
            wrong("a password with a blank at its end", login("ayse@example.com", TestShop.password + " ")),
            wrong("a password of white space", login("ayse@example.com", "   ")),
            wrong("a very long password", login("ayse@example.com", String(repeating: "x", count: 60_000))),
        ] + [
            wrong("an inactive account's wrong password", login("inactive@example.com", "wrong")),
            wrong("the stored hash as password", login("ayse@example.com", "pbkdf2_sha256$1$")),
            wrong("an unusable password as password", login("passwordless@example.com", "!")),
        ]

    private static func wrong(_ name: String, _ call: Call) -> RouterScenario {
        RouterScenario(
            name: name,
            who: .guest,
            call: call,
            status: .badRequest,
            body: refused,
            leaves: [.hashing, .throttles]
        ) { storefront in
            try storefront.shop.addAccount(email: "inactive@example.com", isActive: false)
            try storefront.shop.addAccount(email: "passwordless@example.com", password: nil)
        }
    }

    @Test("a form with an error is refused without a hash", arguments: malformed)
    func refusesForms(_ scenario: RouterScenario) async throws {
        try await scenario.run()
    }

    private static let malformed =
        ["email", "password"].flatMap { field in
            BadText.all.filter { field == "email" || $0.message != Refusal.blank || $0.literal == "\"\"" }.map { bad in
                let email = field == "email" ? bad.literal : #""ayse@example.com""#
                let password = field == "password" ? bad.literal : #""x""#
                return malformed(
                    "\(field) \(bad.literal)",
                    .post(path, #"{"email":\#(email),"password":\#(password)}"#),
                    Refusal.field(field, bad.message)
                )
            }
        } + [
            malformed(
                "no body",
                Call(.post, path),
                #"{"email":["This field is required."],"password":["This field is required."]}"#
            ),
            malformed(
                "an address that is too long",
                login(String(repeating: "a", count: 255)),
                Refusal.field("email", "Ensure this field has no more than 254 characters.")
            ),
            malformed("no address at all", login("ayse"), refused),
            malformed("two addresses", login("ayse@example.com,b@example.com"), refused),
            malformed(
                "an unknown field",
                .post(path, #"{"email":"ayse@example.com","password":"x","remember":true}"#),
                Refusal.field("remember", Refusal.unknownField)
            ),
        ]

    private static func malformed(_ name: String, _ call: Call, _ body: String) -> RouterScenario {
        RouterScenario(name: name, who: .guest, call: call, status: .badRequest, body: body)
    }

    @Test("the id changes at sign-in and the guest's choices stay")
    func freshKey() async throws {
        let storefront = try await Storefront()
        _ = try await storefront.enter(as: .visitor)
        let guest = try await storefront.shop.guest([Storefront.basket, .set("currency", .string("EUR"))])
        let old = try #require(guest.key?.text)
        let answer = try await storefront.answer(to: Self.login("ayse@example.com").session(old))
        let new = try #require(answer.cookie("sessionid"))
        #expect(new != old)
        #expect(storefront.shop.store.rows.sessions.count == 1)
        let shown = try await storefront.answer(to: .get("/users/session/").session(new))
        #expect(
            shown.text
                == #"{"is_authenticated":true,"user_type":"registered","currency":"EUR","city":null,"language":"en"}"#
        )
        #expect(try await storefront.answer(to: .get("/current_user/").session(old)).status == 401)
        let payload = try storefront.onlyPayload()
        #expect(payload["basket"] == .integer(7))
        #expect(payload["_auth_user_id"] == .string("1"))
        #expect(payload["_auth_user_backend"] == .string("django.contrib.auth.backends.ModelBackend"))
    }

    @Test("a session of one shopper gives nothing to the next one")
    func anotherShopper() async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .shopper)
        try storefront.shop.addAccount(email: "fatma@example.com", firstName: "Fatma")
        let answer = try await storefront.answer(to: Self.login("fatma@example.com").session(key))
        #expect(answer.json?["first_name"] == .string("Fatma"))
        #expect(try storefront.onlyPayload()["basket"] == nil)
    }

    @Test("too many tries are refused with the seconds to wait")
    func waitsItsTurn() async throws {
        let storefront = try await Storefront()
        _ = try await storefront.enter(as: .visitor)
        try await storefront.shop.set(.throttleRates, .object([.init("login", .string("2/min"))]))
        let call = Self.login("ayse@example.com", "wrong")
        for _ in 1...2 { #expect(try await storefront.answer(to: call).status == 400) }
        storefront.shop.hasher.forgetJobs()
        let english = try await storefront.answer(to: call)
        #expect(english.status == 429)
        #expect(english.header("Retry-After") == "60")
        #expect(
            english.text
                == Refusal.detail("Request was throttled. Expected available in 60 seconds.", code: "throttled")
        )
        storefront.shop.clock.advance(seconds: 59)
        let turkish = try await storefront.answer(to: call.language("tr"))
        #expect(turkish.header("Retry-After") == "1")
        #expect(
            turkish.text
                == Refusal.detail("Çok fazla deneme yapıldı. 1 saniye sonra tekrar deneyin.", code: "throttled")
        )
        #expect(storefront.shop.hasher.jobs == [])
        storefront.shop.clock.advance(seconds: 1)
        #expect(try await storefront.answer(to: Self.login("ayse@example.com")).status == 200)
    }
}

struct SignOutEndpointTests {
    private static let path = "/users/logout/"

    @Test("signing out ends the session and clears its cookies", arguments: scenarios)
    func signsOut(_ scenario: RouterScenario) async throws {
        try await scenario.run()
    }

    private static let scenarios = [
        RouterScenario(name: "a visitor", call: Call(.post, path), status: .ok),
        RouterScenario(
            name: "a guest",
            who: .guest,
            call: Call(.post, path),
            status: .ok,
            cookies: .cleared,
            leaves: [.sessions]
        ),
        RouterScenario(
            name: "a shopper",
            who: .shopper,
            call: .post(path, "{}"),
            status: .ok,
            cookies: .cleared,
            leaves: [.sessions]
        ),
        RouterScenario(
            name: "a body that nobody reads",
            who: .shopper,
            call: .post(path, "{broken"),
            status: .ok,
            cookies: .cleared,
            leaves: [.sessions]
        ),
    ]

    @Test("the id of a session that was signed out is worth nothing")
    func afterwards() async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .shopper)
        #expect(try await storefront.answer(to: Call(.post, Self.path).session(key)).status == 200)
        let again = try await storefront.answer(to: .get("/current_user/").session(key))
        #expect(again.status == 401)
        #expect(again.cookie("sessionid") == "" && again.cookie("osessionid") == "")
    }
}

struct CurrentUserEndpointTests {
    @Test("the signed-in shopper is shown, nobody else", arguments: scenarios)
    func shows(_ scenario: RouterScenario) async throws {
        try await scenario.run()
    }

    private static let path = "/current_user/"
    private static let scenarios = [
        RouterScenario(
            name: "a visitor",
            call: .get(path),
            status: .unauthorized,
            body: Refusal.notAuthenticated
        ),
        RouterScenario(
            name: "a guest",
            who: .guest,
            call: .get(path),
            status: .unauthorized,
            body: Refusal.notAuthenticated
        ),
        RouterScenario(name: "a shopper", who: .shopper, call: .get(path), status: .ok, body: SignInEndpointTests.ayse),
    ]

    @Test("every field of the profile is shown")
    func everyField() async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .shopper)
        try storefront.addCities()
        let city = CityID(745_044)
        storefront.shop.edit(try storefront.shopper().id) { account in
            account.profile.phone = PhoneNumber(stored: "+905551112233")
            account.profile.gender = .female
            account.profile.dateOfBirth = CivilDate("1990-04-23")
            account.profile.city = city
            account.profile.language = .english
            account.profile.consents = Consents(email: true, sms: false, call: true, whatsapp: false)
            account.profile.attributes = .object([.init("size", .string("M"))])
            account.profile.userType = .guest
        }
        let answer = try await storefront.answer(to: .get(Self.path).session(key))
        let expected =
            #"{"pk":1,"first_name":"Ayşe","last_name":"Yılmaz","email":"ayse@example.com","phone":"+905551112233","#
            + #""user_type":"guest","gender":"female","date_of_birth":"1990-04-23","#
            + #""city":\#(ChooseCityEndpointTests.istanbul),"language":"en","#
            + #""email_allowed":true,"sms_allowed":false,"call_allowed":true,"whatsapp_allowed":false,"#
            + #""attributes":{"size":"M"},"has_usable_password":true,"date_joined":"2026-03-01T12:00:00.123456Z","#
            + #""last_login":"2026-03-01T12:00:00.123456Z"}"#
        #expect(answer.text == expected)
    }
}
