import DjangoCompat
import HesapDomain
import HesapTestKit
import Hummingbird
import Testing

@testable import HesapHTTP

struct ConfirmResetEndpointTests {
    private static let badLink = Refusal.field(
        "token",
        "The link is invalid, was used already or is too old. Please ask for a new one."
    )
    private static let good =
        #"{"new_password1":"\#(TestShop.otherPassword)","new_password2":"\#(TestShop.otherPassword)"}"#

    /// What becomes of Ayşe's link on its way to us.
    struct BadLink: Sendable, CustomTestStringConvertible {
        let name: String
        var prepare: @Sendable (Storefront) throws -> Void = { _ in }
        var uidb64: @Sendable (String) -> String = { $0 }
        var token: @Sendable (String) -> String = { $0 }

        var testDescription: String { name }
    }

    @Test("every bad link gets the same bytes, whatever is sent with it", arguments: badLinks)
    func refusesBadLinks(_ bad: BadLink) async throws {
        let storefront = try await Storefront()
        _ = try await storefront.enter(as: .shopper)
        let link = try storefront.shop.resetLink(for: try storefront.shopper())
        try bad.prepare(storefront)
        let path = "/users/reset/\(bad.uidb64(link.uidb64))/\(bad.token(link.token))/"
        let before = Footprint(storefront.shop)
        let broken = Call(.post, path, .json("{broken"))
        for call in [Call.post(path, Self.good), .post(path, "{}"), broken, Call(.post, path)] {
            let answer = try await storefront.answer(to: call)
            #expect(answer.status == 400)
            #expect(answer.text == Self.badLink)
            #expect(try await storefront.answer(to: call.language("tr")).text == Phrasebook.turkish(Self.badLink))
        }
        #expect(try await storefront.answer(to: .get(path)).text == #"{"valid":false}"#)
        #expect(Footprint(storefront.shop).traces(since: before) == [.throttles])
    }

    private static let badLinks =
        [
            BadLink(name: "an unknown user", uidb64: { _ in "OTk5" }),
            BadLink(name: "user 0", uidb64: { _ in "MA" }),
            BadLink(name: "a user id with a sign", uidb64: { _ in "LTE" }),
            BadLink(name: "a user id of another alphabet", uidb64: { _ in "2aE" }),
            BadLink(name: "a user id that is no base64", uidb64: { _ in "!!!" }),
            BadLink(name: "a user id that is no UTF-8", uidb64: { _ in "%FF%FE" }),
            BadLink(name: "a user id with a bad escape", uidb64: { _ in "%4" }),
            BadLink(name: "a very long user id", uidb64: { _ in String(repeating: "M", count: 2000) }),
            BadLink(name: "no token", token: { _ in "-" }),
            BadLink(name: "set-password", token: { _ in "set-password" }),
            BadLink(name: "a token without a dash", token: { $0.filter { $0 != "-" } }),
            BadLink(name: "a token with a letter too many", token: { $0 + "0" }),
            BadLink(name: "a token that was cut", token: { String($0.dropLast()) }),
            BadLink(name: "a token in capitals", token: { $0.uppercased() }),
            BadLink(name: "a token with a bad escape", token: { $0 + "%" }),
            BadLink(name: "another time", token: { "zzzzzz" + $0.drop { $0 != "-" } }),
            BadLink(name: "another hash", token: { $0.prefix { $0 != "-" } + "-" + String(repeating: "a", count: 32) }),
        ] + outdated

    private static let outdated = [
        BadLink(name: "too old", prepare: { $0.shop.clock.advance(seconds: 259_201) }),
        BadLink(
            name: "signed in since",
            prepare: { storefront in
                let later = storefront.shop.clock.now.adding(seconds: 5)
                storefront.shop.edit(try storefront.shopper().id) { $0.lastLogin = later }
            }
        ),
        BadLink(
            name: "another password since",
            prepare: { storefront in
                let changed = storefront.shop.hasher.stored(TestShop.otherPassword)
                storefront.shop.edit(try storefront.shopper().id) { $0.password = changed }
            }
        ),
        BadLink(
            name: "an inactive account",
            prepare: { storefront in
                storefront.shop.edit(try storefront.shopper().id) { $0.isActive = false }
            }
        ),
    ]

    @Test("a good link with a bad form says what is wrong, and stays good", arguments: badForms)
    func refusesForms(_ form: BadForm) async throws {
        let storefront = try await Storefront()
        _ = try await storefront.enter(as: .shopper)
        let link = try storefront.shop.resetLink(for: try storefront.shopper())
        let path = "/users/reset/\(link.uidb64)/\(link.token)/"
        let before = Footprint(storefront.shop)
        for _ in 1...2 {
            let answer = try await storefront.answer(to: .post(path, form.json))
            #expect(answer.status == 400)
            #expect(answer.text == form.body)
        }
        let turkish = try await storefront.answer(to: .post(path, form.json).language("tr"))
        #expect(turkish.text == Phrasebook.turkish(form.body))
        #expect(Footprint(storefront.shop).traces(since: before).subtracting([.hashing]) == [.throttles])
        #expect(try await storefront.answer(to: .get(path)).text == #"{"valid":true}"#)
        #expect(try await storefront.answer(to: .post(path, Self.good)).status == 200)
    }

    struct BadForm: Sendable {
        let json: String
        let body: String

        init(_ json: String, _ body: String) {
            (self.json, self.body) = (json, body)
        }

        init(password: String, _ messages: String...) {
            let list = messages.map { "\"\($0)\"" }.joined(separator: ",")
            self.init(
                #"{"new_password1":"\#(password)","new_password2":"\#(password)"}"#,
                #"{"new_password2":[\#(list)]}"#
            )
        }
    }

    private static let badForms =
        [
            BadForm(
                "{}",
                #"{"new_password1":["This field is required."],"new_password2":["This field is required."]}"#
            ),
            BadForm(
                #"{"new_password1":"a","new_password2":"b"}"#,
                Refusal.field("new_password2", "The two password fields didn’t match.")
            ),
            BadForm(
                #"{"new_password1":"x","new_password2":"x","token":"y"}"#,
                Refusal.field("token", Refusal.unknownField)
            ),
            BadForm(
                password: "123456",
                "This password is too short. It must contain at least 8 characters.",
                "This password is too common.",
                "This password is entirely numeric."
            ),
            BadForm(password: "ayse@example", "The password is too similar to the email address."),
            BadForm(
                password: TestShop.password,
                "This password was used before. Choose one that you have not used recently."
            ),
        ]
        + ["new_password1", "new_password2"].flatMap { field in
            BadText.all.filter { !$0.literal.contains(" ") && !$0.literal.contains("\u{A0}") }.map { bad in
                let values = ["new_password1", "new_password2"].map {
                    "\"\($0)\":\($0 == field ? bad.literal : "\"x\"")"
                }
                return BadForm("{" + values.joined(separator: ",") + "}", Refusal.field(field, bad.message))
            }
        }

    @Test("a reset stores the password, ends every session, and uses the link up", arguments: ["en", "tr"])
    func resets(language: String) async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .shopper)
        let account = try storefront.shopper()
        storefront.shop.edit(account.id) { $0.profile.userType = .guest }
        let link = try storefront.shop.resetLink(for: account)
        let path = "/users/reset/\(link.uidb64)/\(link.token)/"
        let before = Footprint(storefront.shop)
        // As Django's page sends it: a form, from a browser with a session.
        let encoded = "new_password1=ye%C5%9Fil-Tramvay-1907&new_password2=ye%C5%9Fil-Tramvay-1907"
        let form = Call(.post, path, .form(encoded)).session(key).language(language)
        let answer = try await storefront.answer(to: form)
        #expect(answer.status == 200)
        #expect(answer.text == "")
        let traces = Footprint(storefront.shop).traces(since: before)
        #expect(traces == [.accounts, .sessions, .history, .mail, .audit, .throttles, .hashing])
        let changed = try storefront.shopper()
        #expect(storefront.shop.hasher.isPassword(TestShop.otherPassword, of: changed))
        #expect(changed.profile.userType == .registered)
        #expect(storefront.shop.store.rows.history[account.id] == [account.password])
        #expect(storefront.shop.store.rows.mails.map(\.kind) == [.passwordChanged])
        #expect(try await storefront.answer(to: .get("/current_user/").session(key)).status == 401)
        let again = try await storefront.answer(to: .post(path, Self.good))
        #expect(again.text == Self.badLink)
    }

    @Test("opening a link any number of times uses nothing up")
    func looking() async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .shopper)
        let link = try storefront.shop.resetLink(for: try storefront.shopper())
        let path = "/users/reset/\(link.uidb64)/\(link.token)/"
        let before = Footprint(storefront.shop)
        for _ in 1...5 {
            let answer = try await storefront.answer(to: .get(path).session(key).header("Accept", "application/json"))
            #expect(answer.text == #"{"valid":true}"#)
            #expect(answer.header("Referrer-Policy") == "no-referrer")
            #expect(try await storefront.answer(to: Call(.head, path)).status == 200)
        }
        #expect(Footprint(storefront.shop).traces(since: before) == [])
        #expect(try await storefront.answer(to: .post(path, Self.good)).status == 200)
    }

    @Test("a link is good to the last second of its life")
    func lastSecond() async throws {
        let storefront = try await Storefront()
        _ = try await storefront.enter(as: .visitor)
        let link = try storefront.shop.resetLink(for: try storefront.shopper())
        storefront.shop.clock.advance(seconds: 259_200)
        let path = "/users/reset/\(link.uidb64)/\(link.token)"
        #expect(try await storefront.answer(to: .get(path)).text == #"{"valid":true}"#)
        #expect(try await storefront.answer(to: .post(path, Self.good)).status == 200)
    }

    /// In NFC and NFD one text is two passwords: a hash is over bytes, so the sign-in form would want the first only.
    @Test("two normal forms of one text do not match")
    func normalForms() async throws {
        let storefront = try await Storefront()
        _ = try await storefront.enter(as: .visitor)
        let link = try storefront.shop.resetLink(for: try storefront.shopper())
        let form = #"{"new_password1":"yeşil-Tramvay-1907","new_password2":"yes\u0327il-Tramvay-1907"}"#
        let answer = try await storefront.answer(to: .post("/users/reset/\(link.uidb64)/\(link.token)/", form))
        #expect(answer.text == Refusal.field("new_password2", "The two password fields didn’t match."))
    }

    @Test("too many confirms are refused with the seconds to wait")
    func waitsItsTurn() async throws {
        let storefront = try await Storefront()
        try await storefront.shop.set(.throttleRates, .object([.init("reset_confirm", .string("1/hour"))]))
        let call = Call.post("/users/reset/MQ/x-y/", Self.good)
        #expect(try await storefront.answer(to: call).status == 400)
        let answer = try await storefront.answer(to: call)
        #expect(answer.status == 429 && answer.code == "throttled")
        #expect(answer.header("Retry-After") == "3600")
    }
}
