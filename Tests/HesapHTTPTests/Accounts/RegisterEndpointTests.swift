import DjangoCompat
import HesapDomain
import HesapTestKit
import Hummingbird
import Testing

@testable import HesapHTTP

struct RegisterEndpointTests {
    private static let path = "/users/registration/"
    private static let accepted = #"{"detail":"Thank you. We have sent you an email."}"#
    private static let made: Set<Trace> = [.accounts, .mail, .audit, .throttles, .hashing]

    @Test("a registration is accepted, and signs nobody in", arguments: welcome)
    func accepts(_ scenario: RouterScenario) async throws {
        try await scenario.run()
    }

    @Test("a form with errors is refused without a hash", arguments: refusals)
    func refuses(_ scenario: RouterScenario) async throws {
        try await scenario.run()
    }

    @Test("a weak password is refused with every reason", arguments: weakPasswords)
    func refusesWeak(_ scenario: RouterScenario) async throws {
        try await scenario.run()
    }

    // MARK: Tables

    private static let welcome =
        [
            registration("the required fields", [:], leaves: made),
            registration("a guest", who: .guest, [:], leaves: made),
            registration("everything", everything, leaves: made),
            registration("optional fields of null", nulls, leaves: made),
            registration("optional fields left blank", ["phone": "\"\"", "gender": "\" \""], leaves: made),
            registration("an address that has an account", ["email": known], leaves: [.mail, .throttles, .hashing]),
            registration(
                "that address in another case",
                ["email": #""AYSE@example.COM""#],
                leaves: [.mail, .throttles, .hashing]
            ),
            registration("born today", ["date_of_birth": #""2026-03-01""#], leaves: made),
            registration("consents as words", ["email_allowed": #""yes""#, "sms_allowed": #""off""#], leaves: made),
        ]

    private static let known = #""ayse@example.com""#
    private static let everything = [
        "phone": #""+90 (555) 111-22.33""#, "gender": #""female""#, "date_of_birth": #""1990-04-23""#,
        "email_allowed": "true", "sms_allowed": "false", "call_allowed": "true", "whatsapp_allowed": "false",
    ]
    private static let nulls = ["phone": "null", "gender": "null", "date_of_birth": "null"]

    private static let refusals =
        missing
        + ["first_name", "last_name", "email", "password"].flatMap { field in
            BadText.all.filter { field != "password" || !$0.literal.contains(" ") && !$0.literal.contains("\u{A0}") }
                .map {
                    refusal("\(field) \($0.literal)", [field: $0.literal], Refusal.field(field, $0.message))
                }
        } + [names, addresses, phones, genders, dates, flags].flatMap { $0 }

    private static let missing = [
        RouterScenario(
            name: "no body",
            call: Call(.post, path),
            status: .badRequest,
            body: #"{"first_name":["This field is required."],"last_name":["This field is required."],"#
                + #""email":["This field is required."],"password":["This field is required."],"#
                + #""confirm":["This field is required."]}"#
        ),
        refusal("an unknown field", ["user_type": #""registered""#], Refusal.field("user_type", Refusal.unknownField)),
        refusal("is_staff", ["is_staff": "true"], Refusal.field("is_staff", Refusal.unknownField)),
    ]

    private static let names = [
        refusal(
            "a name of 51",
            ["first_name": "\"\(String(repeating: "ş", count: 51))\""],
            Refusal.field("first_name", "Ensure this field has no more than 50 characters.")
        ),
        refusal(
            "a name with a line break",
            ["last_name": #""Yılmaz\nBcc: x""#],
            Refusal.field("last_name", "Enter a name without control characters.")
        ),
    ]

    private static let addresses = [
        "ayse", "ayse@", "@example.com", "a b@example.com", "a@b@example.com", "a@example", "a@-example.com",
        "a@exa_mple.com", "a@example.com\\r\\nBcc: b@example.com", "\\\"a b\\\"@example.com", "a@[127.0.0.1]",
        "a..b@example.com", "a@example.com, b@example.com", "<a@example.com>",
    ].map { refusal("address \($0)", ["email": "\"\($0)\""], Refusal.field("email", "Enter a valid email address.")) }

    private static let phones =
        [#""123456""#, #""1234567890123456""#, #""+90 555 CALL""#, #""++905551112233""#, #""٣٤٥٦٧٨٩""#]
        .map {
            refusal(
                "phone \($0)",
                ["phone": $0],
                Refusal.field("phone", "Enter a valid phone number: 7 to 15 digits, with + before a country code.")
            )
        } + [refusal("phone 5551112233", ["phone": "5551112233"], Refusal.field("phone", Refusal.notAString))]

    private static let genders = [#""Female""#, #""f""#, #""kadın""#].map {
        refusal("gender \($0)", ["gender": $0], Refusal.field("gender", "This is not a valid choice."))
    }

    private static let dates =
        ["23.04.1990", "1990-02-30", "1990-13-01", "0000-01-01", "1990-04-23T00:00:00", "19900423"].map {
            refusal(
                "born \($0)",
                ["date_of_birth": "\"\($0)\""],
                Refusal.field(
                    "date_of_birth",
                    "Date has wrong format. Use one of these formats instead: YYYY-MM-DD."
                )
            )
        } + [
            refusal(
                "born tomorrow",
                ["date_of_birth": #""2026-03-02""#],
                Refusal.field("date_of_birth", "The date may not be in the future.")
            )
        ]

    private static let flags =
        ["\"maybe\"", "1", "[]", "{}", "\"\"", "\"TRUE \""].map {
            refusal("consent \($0)", ["sms_allowed": $0], Refusal.field("sms_allowed", "Must be a valid boolean."))
        } + [
            refusal("consent null", ["call_allowed": "null"], Refusal.field("call_allowed", Refusal.null)),
            refusal("confirm null", ["confirm": "null"], Refusal.field("confirm", Refusal.null)),
            refusal("confirm false", ["confirm": "false"], Refusal.field("confirm", "This has to be accepted.")),
            refusal("confirm no", ["confirm": "\"no\""], Refusal.field("confirm", "This has to be accepted.")),
            refusal("confirm 2", ["confirm": "2"], Refusal.field("confirm", "Must be a valid boolean.")),
        ]

    private static let weakPasswords = [
        weak("short", "kısa-9x", "This password is too short. It must contain at least 8 characters."),
        weak("common", "football1", "This password is too common."),
        weak("like the address", "fatma.kaya@example", "The password is too similar to the username."),
        weak(
            "short, common and numeric",
            "123456",
            "This password is too short. It must contain at least 8 characters.",
            "This password is too common.",
            "This password is entirely numeric."
        ),
    ]

    private static func weak(_ name: String, _ password: String, _ messages: String...) -> RouterScenario {
        let list = messages.map { "\"\($0)\"" }.joined(separator: ",")
        return registration(
            name,
            ["password": "\"\(password)\""],
            .badRequest,
            body: #"{"password":[\#(list)]}"#,
            leaves: [.throttles]
        )
    }

    private static func refusal(_ name: String, _ changes: [String: String], _ body: String) -> RouterScenario {
        registration(name, changes, .badRequest, body: body, leaves: [])
    }

    private static func registration(
        _ name: String,
        who: RouterScenario.Who = .visitor,
        _ changes: [String: String],
        _ status: HTTPResponse.Status = .created,
        body: String = accepted,
        leaves: Set<Trace>
    ) -> RouterScenario {
        RouterScenario(
            name: name,
            who: who,
            call: .post(path, json(changes)),
            status: status,
            body: body,
            leaves: leaves
        )
    }

    private static func json(_ changes: [String: String]) -> String {
        let fields = [
            "first_name": #""Fatma""#, "last_name": #""Kaya""#, "email": #""fatma.kaya@example.com""#,
            "password": "\"\(TestShop.password)\"", "confirm": "true",
        ].merging(changes) { $1 }
        return "{" + fields.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
    }

    // MARK: Afterwards

    @Test("a known and a new address get the same bytes after the same work")
    func neutral() async throws {
        var answers: [[String]] = []
        var jobs: [[FakeHasher.Job]] = []
        for email in ["ayse@example.com", "fatma.kaya@example.com"] {
            let storefront = try await Storefront()
            _ = try await storefront.enter(as: .visitor)
            let answer = try await storefront.answer(to: .post(Self.path, Self.json(["email": "\"\(email)\""])))
            answers.append(answer.comparable)
            jobs.append(storefront.shop.hasher.jobs)
        }
        #expect(answers.first == answers.last)
        #expect(jobs == [[.encode(comparedWith: 0)], [.encode(comparedWith: 0)]])
    }

    @Test("what was registered is what is stored")
    func stored() async throws {
        let storefront = try await Storefront()
        let call = Call.post(Self.path, Self.json(Self.everything))
        #expect(try await storefront.answer(to: call.language("en-GB")).status == 201)
        let account = try #require(storefront.shop.store.rows.accounts.values.first)
        #expect(account.firstName == "Fatma" && account.lastName == "Kaya")
        #expect(account.email == "fatma.kaya@example.com")
        #expect(account.profile.phone?.text == "+905551112233")
        #expect(account.profile.gender == .female)
        #expect(account.profile.dateOfBirth?.text == "1990-04-23")
        #expect(account.profile.consents == Consents(email: true, sms: false, call: true, whatsapp: false))
        #expect(account.profile.language == .english)
        #expect(account.profile.userType == .registered)
        #expect(storefront.shop.hasher.isPassword(TestShop.password, of: account))
        #expect(storefront.shop.store.rows.mails.map(\.kind) == [.welcome])
    }
}
