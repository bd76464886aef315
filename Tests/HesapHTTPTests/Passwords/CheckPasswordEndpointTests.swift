import DjangoCompat
import HesapDomain
import HesapTestKit
import Hummingbird
import Testing

@testable import HesapHTTP

struct CheckPasswordEndpointTests {
    private static let path = "/users/password/check/"
    private static let tooShort = "This password is too short. It must contain at least 8 characters."
    private static let tooCommon = "This password is too common."
    private static let numeric = "This password is entirely numeric."
    private static let likeName = "The password is too similar to the first name."
    private static let likeAddress = "The password is too similar to the email address."
    private static let likeUsername = "The password is too similar to the username."

    @Test("every failing validator is named, none for a good password, and nothing is left behind", arguments: judged)
    func judges(_ scenario: RouterScenario) async throws {
        try await scenario.run()
    }

    private static let judged = [
        hints(#"{"password":"\#(TestShop.password)"}"#, []),
        hints(#"{"password":""}"#, [tooShort]),
        hints(#"{"password":" "}"#, [tooShort]),
        hints(#"{"password":"12345"}"#, [tooShort, tooCommon, numeric]),
        hints(#"{"password":"password"}"#, [tooCommon]),
        hints(#"{"password":"mustafa%9","first_name":"Mustafa"}"#, [likeName]),
        hints(#"{"password":"zeynep.k@exam","email":"zeynep.k@exam"}"#, [likeUsername]),
        hints(
            #"{"password":"zeynepkaya","first_name":"","last_name":null,"email":"zeynepkaya@e"}"#,
            [likeUsername]
        ),
        hints("password=password&first_name=&email=", [tooCommon], isForm: true),
        // White space at the ends counts for the length, not for the list.
        hints(#"{"password":"  1234  "}"#, [tooCommon]),
        hints(#"{"password":"\#(String(repeating: "1", count: 4096))"}"#, [numeric]),
        hints(
            #"{"password":"\#(String(repeating: "1", count: 4097))"}"#,
            ["Ensure this field has no more than 4,096 characters."]
        ),
        // A link that opens nothing counts as none.
        hints(#"{"password":"mustafa%9","first_name":"Mustafa","uidb64":"MQ","token":"x"}"#, [likeName]),
        hints(#"{"password":"mustafa%9","first_name":"Mustafa","uidb64":"MQ"}"#, [likeName]),
    ]

    private static func hints(_ body: String, _ messages: [String], isForm: Bool = false) -> RouterScenario {
        RouterScenario(
            name: String(body.prefix(60)),
            call: isForm ? Call(.post, path, .form(body)) : .post(path, body),
            status: .ok,
            body: #"{"password":[\#(messages.map { "\"\($0)\"" }.joined(separator: ","))]}"#
        )
    }

    @Test("what is malformed is refused", arguments: malformed)
    func refuses(_ scenario: RouterScenario) async throws {
        try await scenario.run()
    }

    private static let malformed: [RouterScenario] =
        [
            refusal("{}", Refusal.field("password", Refusal.required)),
            refusal(#"{"password":null}"#, Refusal.field("password", Refusal.null)),
            refusal(#"{"password":12345678}"#, Refusal.field("password", Refusal.notAString)),
            refusal(#"{"password":"a\u0000"}"#, Refusal.field("password", Refusal.nullCharacters)),
            refusal(#"{"password":"x","phone":"1"}"#, Refusal.field("phone", Refusal.unknownField)),
        ]
        + ["first_name", "last_name", "email", "uidb64", "token"].map { field in
            refusal(#"{"password":"x","\#(field)":[1]}"#, Refusal.field(field, Refusal.notAString))
        }

    private static func refusal(_ body: String, _ refusal: String) -> RouterScenario {
        RouterScenario(name: body, who: .shopper, call: .post(path, body), status: .badRequest, body: refusal)
    }

    @Test("somebody who is signed in is compared with the own account, not with what is sent")
    func ownAccount() async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .shopper)
        let call = Call.post(Self.path, #"{"password":"ayse@example","first_name":"ayse@example"}"#).session(key)
        #expect(try await messages(storefront, call) == [Self.likeAddress])
        let sent = Call.post(Self.path, #"{"password":"mustafa%9","first_name":"Mustafa"}"#).session(key)
        #expect(try await messages(storefront, sent) == [])
    }

    @Test("a good reset link stands for its account, also beside another one's session; a used one does not")
    func resetLink() async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .shopper)
        let other = try storefront.shop.addAccount(email: "fatma@example.com", firstName: "Fatmagül")
        let link = try storefront.shop.resetLink(for: other)
        let body = #"{"password":"fatmagül1","uidb64":"\#(link.uidb64)","token":"\#(link.token)"}"#
        for session in [nil, key] {
            let call = Call.post(Self.path, body).session(session)
            #expect(try await messages(storefront, call) == [Self.likeName])
        }
        storefront.shop.edit(other.id) { $0.password = EncodedPassword("!used") }
        #expect(try await messages(storefront, Call.post(Self.path, body)) == [])
    }

    @Test("the history is not asked: no hash is made, and a former password is not told")
    func noHistory() async throws {
        let storefront = try await Storefront()
        let key = try await storefront.enter(as: .shopper)
        let before = Footprint(storefront.shop)
        let call = Call.post(Self.path, #"{"password":"\#(TestShop.password)"}"#).session(key)
        #expect(try await messages(storefront, call) == [])
        #expect(Footprint(storefront.shop).traces(since: before) == [])
    }

    @Test("the validators are the shop's")
    func policy() async throws {
        let storefront = try await Storefront()
        try await storefront.shop.set(.authPasswordValidators, .array([]))
        #expect(try await messages(storefront, Call.post(Self.path, #"{"password":"1"}"#)) == [])
    }

    @Test("names longer than registration takes are cut, whatever is behind the cut is not compared")
    func longNames() async throws {
        let storefront = try await Storefront()
        let name = String(repeating: "x", count: 45) + " mustafa-kemal"
        let call = Call.post(Self.path, #"{"password":"mustafa-k","first_name":"\#(name)"}"#)
        #expect(try await messages(storefront, call) == [])
        let short = Call.post(Self.path, #"{"password":"mustafa-k","first_name":"mustafa-kemal"}"#)
        #expect(try await messages(storefront, short) == [Self.likeName])
    }

    private func messages(_ storefront: Storefront, _ call: Call) async throws -> [String] {
        let answer = try await storefront.answer(to: call)
        #expect(answer.status == 200 && answer.header("Cache-Control") == "no-store")
        guard case .array(let messages)? = answer.json?["password"] else {
            Issue.record("no list: \(answer.text)")
            return []
        }
        return messages.compactMap(\.string)
    }
}
