import DjangoCompat
import HesapDomain
import HesapTestKit
import Hummingbird
import Testing

@testable import HesapHTTP

struct ChangePasswordEndpointTests {
    private static let path = "/users/password/change/"
    private static let done: Set<Trace> = [.accounts, .sessions, .history, .mail, .audit, .hashing]

    @Test("a shopper changes the password with the old one", arguments: scenarios)
    func changes(_ scenario: RouterScenario) async throws {
        try await scenario.run()
    }

    private static let scenarios =
        [
            RouterScenario(
                name: "a visitor",
                call: .post(path, "{broken"),
                status: .unauthorized,
                body: Refusal.notAuthenticated
            ),
            RouterScenario(
                name: "a guest",
                who: .guest,
                call: form(TestShop.password, TestShop.otherPassword),
                status: .unauthorized,
                body: Refusal.notAuthenticated
            ),
            RouterScenario(
                name: "the right old password",
                who: .shopper,
                call: form(TestShop.password, TestShop.otherPassword),
                status: .ok,
                cookies: .session,
                leaves: done
            ),
            refusal(
                "a wrong old password",
                form("wrong", TestShop.otherPassword),
                Refusal.field("old_password", "Your old password was entered incorrectly. Please enter it again."),
                leaves: [.throttles, .hashing]
            ),
            refusal(
                "a mismatch",
                form(TestShop.password, TestShop.otherPassword, "x"),
                Refusal.field("new_password2", "The two password fields didn’t match."),
                leaves: [.throttles, .hashing]
            ),
        ] + weak + malformed

    private static let weak = [
        refusal(
            "a weak one",
            form(TestShop.password, "123456"),
            Refusal.field(
                "new_password2",
                "This password is too short. It must contain at least 8 characters.",
                "This password is too common.",
                "This password is entirely numeric."
            ),
            leaves: [.throttles, .hashing]
        ),
        refusal(
            "the same again",
            form(TestShop.password, TestShop.password),
            Refusal.field(
                "new_password2",
                "This password was used before. Choose one that you have not used recently."
            ),
            leaves: [.throttles, .hashing]
        ),
    ]

    private static let malformed =
        [
            refusal(
                "no body",
                Call(.post, path),
                #"{"old_password":["This field is required."],"new_password1":["This field is required."],"#
                    + #""new_password2":["This field is required."]}"#
            ),
            refusal(
                "an unknown field",
                .post(path, #"{"old_password":"a","new_password1":"b","new_password2":"b","user":2}"#),
                Refusal.field("user", Refusal.unknownField)
            ),
        ]
        + BadText.all.filter { !$0.literal.contains(" ") && !$0.literal.contains("\u{A0}") }.map { bad in
            refusal(
                "old password \(bad.literal)",
                .post(path, #"{"old_password":\#(bad.literal),"new_password1":"b","new_password2":"b"}"#),
                Refusal.field("old_password", bad.message)
            )
        }

    private static func form(_ old: String, _ new: String, _ second: String? = nil) -> Call {
        .post(path, #"{"old_password":"\#(old)","new_password1":"\#(new)","new_password2":"\#(second ?? new)"}"#)
    }

    private static func refusal(
        _ name: String,
        _ call: Call,
        _ body: String,
        leaves: Set<Trace> = []
    ) -> RouterScenario {
        RouterScenario(name: name, who: .shopper, call: call, status: .badRequest, body: body, leaves: leaves)
    }

    @Test("a password of 64 characters or of 4,096 is taken, and signs in as it is", arguments: [64, 4096])
    func long(length: Int) async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .shopper)
        let password = "Ş-" + String(repeating: "uzun", count: length / 4 - 1) + "ıI"
        #expect(password.count == length)
        let change = Self.form(TestShop.password, password).session(key)
        #expect(try await storefront.answer(to: change).status == 200)
        for wrong in [String(password.dropLast()), password + "I", password.lowercased()] {
            #expect(try await storefront.answer(to: SignInEndpointTests.login("ayse@example.com", wrong)).status == 400)
        }
        #expect(try await storefront.answer(to: SignInEndpointTests.login("ayse@example.com", password)).status == 200)
    }

    @Test("the own session lives on under a new id, all others die")
    func otherSessions() async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .shopper)
        let phone = try await storefront.shop.signedIn(try storefront.shopper()).key?.text
        let call = Self.form(TestShop.password, TestShop.otherPassword).session(key)
        let new = try await storefront.answer(to: call).cookie("sessionid")
        #expect(new != key)
        #expect(try await storefront.answer(to: .get("/current_user/").session(new)).status == 200)
        for dead in [key, phone] {
            #expect(try await storefront.answer(to: .get("/current_user/").session(dead)).status == 401)
        }
        #expect(storefront.shop.store.rows.mails.map(\.kind) == [.passwordChanged])
    }

    @Test("a session that ended while the password was hashed is told so")
    func endedMeanwhile() async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .shopper)
        let id = try storefront.shopper().id
        let shop = storefront.shop
        shop.hasher.duringNext(.encode) {
            let changed = shop.hasher.stored("changed elsewhere")
            shop.edit(id) { $0.password = changed }
        }
        let answer = try await storefront.answer(
            to: Self.form(TestShop.password, TestShop.otherPassword).session(key)
        )
        #expect(answer.status == 400 && answer.code == "session_ended")
        #expect(!shop.hasher.isPassword(TestShop.otherPassword, of: try storefront.shopper()))
    }
}

struct SetPasswordEndpointTests {
    private static let path = "/users/password/set/"

    @Test(
        "an account without a password chooses one, under either pair of names",
        arguments: ["new_password", "password"]
    )
    func sets(prefix: String) async throws {
        let (storefront, key) = try await shopWithoutPassword()
        let new = TestShop.otherPassword
        let call = Call.post(Self.path, #"{"\#(prefix)1":"\#(new)","\#(prefix)2":"\#(new)"}"#)
        let answer = try await storefront.answer(to: call.session(key))
        #expect(answer.status == 200)
        #expect(answer.text == "")
        let account = try storefront.shopper()
        #expect(storefront.shop.hasher.isPassword(new, of: account))
        #expect(account.profile.userType == .registered)
        #expect(answer.cookie("sessionid") == answer.cookie("osessionid"))
        let session = answer.cookie("sessionid")
        #expect(try await storefront.answer(to: .get("/current_user/").session(session)).status == 200)
        #expect(storefront.shop.store.rows.mails.map(\.kind) == [.passwordChanged])
    }

    @Test("a bad pair is refused under the names that were sent", arguments: refusals)
    func refuses(_ refusal: [String]) async throws {
        let (storefront, key) = try await shopWithoutPassword()
        let before = Footprint(storefront.shop)
        let answer = try await storefront.answer(to: .post(Self.path, refusal[0]).session(key))
        #expect(answer.status == 400)
        #expect(answer.text == refusal[1])
        let turkish = try await storefront.answer(to: .post(Self.path, refusal[0]).session(key).language("tr"))
        #expect(turkish.text == Phrasebook.turkish(refusal[1]))
        #expect(Footprint(storefront.shop).traces(since: before) == [])
    }

    private static let refusals = [
        ["{}", #"{"new_password1":["This field is required."],"new_password2":["This field is required."]}"#],
        [#"{"password1":"a"}"#, Refusal.field("password2", Refusal.required)],
        [#"{"password2":"a"}"#, Refusal.field("password1", Refusal.required)],
        [#"{"new_password1":"a"}"#, Refusal.field("new_password2", Refusal.required)],
        [
            #"{"password1":"a","password2":"b"}"#,
            Refusal.field("password2", "The two password fields didn’t match."),
        ],
        [
            #"{"new_password1":"a","new_password2":"b"}"#,
            Refusal.field("new_password2", "The two password fields didn’t match."),
        ],
        [
            #"{"password1":"12345","password2":"12345"}"#,
            Refusal.field(
                "password2",
                "This password is too short. It must contain at least 8 characters.",
                "This password is too common.",
                "This password is entirely numeric."
            ),
        ],
        [
            #"{"new_password1":"a","new_password2":"a","old_password":"b"}"#,
            Refusal.field("old_password", Refusal.unknownField),
        ],
    ]

    @Test("an account that has a password is refused, and so is everybody else", arguments: others)
    func refusesOthers(_ scenario: RouterScenario) async throws {
        try await scenario.run()
    }

    private static let good = #"{"new_password1":"yeşil-Tramvay-1907","new_password2":"yeşil-Tramvay-1907"}"#
    private static let others = [
        RouterScenario(
            name: "has a password",
            who: .shopper,
            call: .post(path, good),
            status: .forbidden,
            body: Refusal.detail(
                "This account has a password. Change it with the old one.",
                code: "password_already_set"
            )
        ),
        RouterScenario(
            name: "a visitor",
            call: .post(path, "{broken"),
            status: .unauthorized,
            body: Refusal.notAuthenticated
        ),
        RouterScenario(
            name: "a guest",
            who: .guest,
            call: .post(path, good),
            status: .unauthorized,
            body: Refusal.notAuthenticated
        ),
    ]

    private func shopWithoutPassword() async throws -> (Storefront, String?) {
        let storefront = try await Storefront()
        let account = try storefront.shop.addAccount(password: nil, type: .guest)
        return (storefront, try await storefront.shop.signedInWithoutPassword(account).key?.text)
    }
}
