import DjangoCompat
import HesapDomain
import HesapTestKit
import Hummingbird
import Testing

@testable import HesapHTTP

struct ChooseLanguageEndpointTests {
    private static let path = "/users/language/"
    private static let notOffered = Refusal.field("language", "This language is not offered. Choose one of: tr, en.")

    @Test("a language is chosen, or refused for a stated reason", arguments: accepted + refused + badTexts)
    func answers(_ scenario: RouterScenario) async throws {
        try await scenario.run()
    }

    private static let accepted = [
        accepted("a visitor gets a cookie and no session", .visitor, .post(path, #"{"language":"en"}"#)),
        accepted("a guest", .guest, .post(path, #"{"language":" TR "}"#)),
        accepted("as a form", .visitor, Call(.post, path, .form("language=En"))),
        accepted("a shopper's profile follows", .shopper, .post(path, #"{"language":"en"}"#), leaves: [.accounts]),
        accepted("what the profile holds already is not written", .shopper, .post(path, #"{"language":"en"}"#)) {
            let id = try $0.shopper().id
            $0.shop.edit(id) { $0.profile.language = .english }
        },
    ]

    private static func accepted(
        _ name: String,
        _ who: RouterScenario.Who,
        _ call: Call,
        leaves: Set<Trace> = [],
        given: @escaping @Sendable (Storefront) async throws -> Void = { _ in }
    ) -> RouterScenario {
        RouterScenario(
            name: name,
            who: who,
            call: call,
            status: .noContent,
            cookies: .language,
            leaves: leaves,
            given: given
        )
    }

    private static let refused =
        ["de", "en-gb", "e", "english", "İ", "tr\u{301}", "en;", "en, tr", String(repeating: "a", count: 5000)].map {
            refusal("not offered: \($0.prefix(10))", .post(path, #"{"language":"\#($0)"}"#), notOffered)
        } + [
            refusal("no body", Call(.post, path), Refusal.field("language", Refusal.required)),
            refusal(
                "an unknown field beside a good one",
                .post(path, #"{"language":"en","next":"/"}"#),
                Refusal.field("next", Refusal.unknownField)
            ),
        ]

    private static let badTexts = BadText.all.map { bad in
        refusal(
            "the language \(bad.literal)",
            .post(path, #"{"language":\#(bad.literal)}"#),
            Refusal.field("language", bad.message)
        )
    }

    private static func refusal(_ name: String, _ call: Call, _ body: String) -> RouterScenario {
        RouterScenario(name: name, who: .shopper, call: call, status: .badRequest, body: body)
    }

    @Test("the cookie has Django's name and the attributes of the others, and lasts a year", arguments: [true, false])
    func attributes(isSecure: Bool) async throws {
        let storefront = try await Storefront {
            $0.cookiesSecure = isSecure
            $0.sameSite = .strict
        }
        let answer = try await storefront.answer(to: .post(Self.path, #"{"language":"EN"}"#))
        let secure = isSecure ? "; Secure" : ""
        #expect(answer.setCookies == ["django_language=en; Max-Age=31449600; Path=/; SameSite=Strict\(secure)"])
        #expect(answer.header("Vary") == "Cookie, Accept-Language")
    }

    @Test("the cookie's name is a setting, for reading too")
    func cookieName() async throws {
        let storefront = try await Storefront { $0.languageCookieName = "shop_language" }
        let answer = try await storefront.answer(to: .post(Self.path, #"{"language":"tr"}"#))
        #expect(answer.cookie("shop_language") == "tr")
        let call = Call.get("/current_user/").language("en")
        let turkish = Phrasebook.turkish(Refusal.notAuthenticated)
        #expect(try await storefront.answer(to: call.cookie("shop_language", "tr")).text == turkish)
        #expect(try await storefront.answer(to: call.cookie("django_language", "tr")).text == Refusal.notAuthenticated)
    }

    @Test("an account that was erased meanwhile is not written to")
    func erasedMeanwhile() async throws {
        let shop = try await TestShop()
        let visit = try await shop.signedIn(try shop.addAccount())
        shop.edit(try #require(visit.account).id) { $0.profile.userType = .anonymized }
        let outcome = try await shop.chooseLanguage("en", in: visit, settings: shop.settings)
        #expect(outcome == .sessionEnded)
    }
}

/// Whose wish counts: the profile's, the cookie's, the browser's, the shop's.
struct LanguageOrderTests {
    struct Wishes: Sendable, CustomTestStringConvertible {
        let profile: String?
        let cookie: String?
        let accept: String?
        let spoken: String

        init(profile: String? = nil, cookie: String? = nil, accept: String? = nil, _ spoken: String) {
            (self.profile, self.cookie, self.accept, self.spoken) = (profile, cookie, accept, spoken)
        }

        var testDescription: String { "\(profile ?? "-") \(cookie ?? "-") \(accept ?? "-")" }
    }

    private static let wishes = [
        Wishes("tr"), Wishes(accept: "en", "en"), Wishes(cookie: "en", "en"), Wishes(profile: "en", "en"),
        Wishes(cookie: "tr", accept: "en", "tr"), Wishes(profile: "tr", accept: "en", "tr"),
        Wishes(profile: "en", cookie: "tr", accept: "tr", "en"), Wishes(profile: "tr", cookie: "en", "tr"),
        // What the shop stopped offering counts as no wish.
        Wishes(profile: "ja", cookie: "en", accept: "tr", "en"), Wishes(cookie: "ja", accept: "en", "en"),
        Wishes(profile: "ja", cookie: "ja", accept: "ja", "tr"), Wishes(profile: "en-gb", accept: "tr", "en"),
        // A cookie is whatever somebody put there.
        Wishes(cookie: "EN", accept: "tr", "en"), Wishes(cookie: "en-US", accept: "tr", "en"),
        Wishes(cookie: "", accept: "en", "en"), Wishes(cookie: "../en", accept: "tr", "tr"),
        Wishes(cookie: "%00", accept: "en", "en"), Wishes(cookie: "\"en\"", accept: "tr", "en"),
        Wishes(cookie: String(repeating: "en", count: 2000), accept: "en", "en"),
    ]

    @Test(
        "the profile comes before the cookie, the cookie before the browser, the browser before the shop",
        arguments: wishes
    )
    func order(_ wishes: Wishes) async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: wishes.profile == nil ? .guest : .shopper)
        let language = wishes.profile.flatMap(LanguageCode.init)
        storefront.shop.edit(try storefront.shopper().id) { $0.profile.language = language }
        var call = Call.get("/users/session/").session(key).language(wishes.accept)
        if let cookie = wishes.cookie { call = call.cookie("django_language", cookie) }
        let answer = try await storefront.answer(to: call)
        #expect(answer.json?["language"] == .string(wishes.spoken))
        #expect(answer.setCookies == [])
        // Refusals of endpoints are in the same language, on the API as well.
        let refused = try await storefront.answer(to: call.to("/address/city/1/"))
        #expect(refused.text == (wishes.spoken == "tr" ? Phrasebook.turkish(Refusal.notFound) : Refusal.notFound))
    }

    @Test(
        "a refusal before the session is open follows cookie and header",
        arguments: ["/nowhere/", "/users/login/"]
    )
    func beforeSession(path: String) async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .shopper)
        storefront.shop.edit(try storefront.shopper().id) { $0.profile.language = .english }
        let call = Call.get(path).session(key).language("en").cookie("django_language", "tr")
        let answer = try await storefront.answer(to: call)
        let sentence = path == "/nowhere/" ? "Not found." : "This method is not allowed here."
        #expect(answer.json?["detail"] == .string(Phrasebook.turkish("\"\(sentence)\"").replacing("\"", with: "")))
    }

    @Test("a chosen language outlives signing out, and mails are written in it")
    func journey() async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .shopper)
        let chosen = try await storefront.answer(to: .post("/users/language/", #"{"language":"en"}"#).session(key))
        let cookie = try #require(chosen.cookie("django_language"))
        #expect(try storefront.shopper().profile.language == .english)
        let browser = Call.get("/users/session/").language("tr").cookie("django_language", cookie)
        #expect(try await storefront.answer(to: browser).json?["language"] == .string("en"))
        var wish = Call.post("/users/password/reset/", #"{"email":"nobody@example.com"}"#).language("tr")
        wish = wish.cookie("django_language", cookie)
        #expect(try await storefront.answer(to: wish).status == 200)
        #expect(storefront.shop.store.rows.mails.map(\.language) == [.english])
    }
}
