import DjangoCompat
import HTTPTypes
import HesapDomain

extension OpenAPI.Operation {
    static let accounts = [register, currentUser, showProfile, updateProfile]

    private static let register = Self(
        .post,
        "/users/registration/",
        id: "register",
        tag: .accounts,
        access: .visitor,
        summary: "Register",
        purpose: "Makes an account. Nobody is signed in by it.",
        rules: [
            "An address that has an account gets the same answer in the same time, and a mail that says so: nobody can find "
                + "out who is a customer.",
            "`confirm` has to be true: the shopper accepts the shop's terms.",
            "The password is checked by every configured validator.",
            "Tries are limited per client address (scope `register`).",
        ],
        settings: [.authPasswordValidators, .throttleRates],
        form: .init(registrationFields + personalFields + consentFields),
        answers: [
            .notice(201, "Accepted. A mail follows.", .registrationAccepted).leading(
                to: .init(
                    to: "signIn",
                    "Sign in with what was registered.",
                    fields: [("email", "$request.body#/email"), ("password", "$request.body#/password")]
                )
            )
        ],
        refusals: [
            .field("email", .invalidEmail),
            .field("password", .password(.tooShort(minimum: 8)), .password(.tooCommon)),
            .field("confirm", .mustBeAccepted), OpenAPI.SharedAnswer.anyThrottled,
        ]
    )

    private static let currentUser = Self(
        .get,
        "/current_user/",
        id: "currentUser",
        tag: .accounts,
        access: .signedIn,
        summary: "See the own account",
        purpose: "Everything the shop shows a signed-in shopper of the account.",
        answers: [.json(200, "The account.", .currentUser)]
    )

    private static let showProfile = Self(
        .get,
        "/users/profile/",
        id: "showProfile",
        tag: .accounts,
        access: .signedIn,
        summary: "See the own profile",
        purpose: "The part of the account that its owner may edit.",
        answers: [.json(200, "The profile.", .profile)]
    )

    private static let updateProfile = Self(
        .patch,
        "/users/profile/",
        id: "updateProfile",
        tag: .accounts,
        access: .signedIn,
        summary: "Edit the own profile",
        purpose: "Changes the fields that are sent and leaves the others as they are.",
        rules: ["`null` or blank clears an optional field.", "`attributes` replaces all attributes at once."],
        settings: [.languages],
        form: .init(
            nameFields(areRequired: false) + personalFields + [languageField, cityField] + consentFields
                + [attributesField]
        ),
        answers: [.json(200, "The profile as it is now.", .profile)],
        refusals: [
            .field("phone", .invalidPhone), .field("city", .cityNotFound),
            .field("language", .invalidLanguage(offered: "tr, en")),
            .field("attributes", .attributesTooLarge(kibibytes: 8)), .sessionEnded,
        ]
    )

    private static let registrationFields: [OpenAPI.Field] =
        nameFields(areRequired: true) + [
            .required("email", .email, "The address of the account.", example: "ayse@example.com"),
            .required(
                "password",
                .password,
                "The password. Checked by the validators.",
                example: "kırmızı-Bisiklet-42"
            ),
            .init(
                "confirm",
                isRequired: true,
                json: OpenAPI.Schema.constant(.bool(true)).described("Acceptance of the shop's terms."),
                form: OpenAPI.Schema.choice(OpenAPI.Field.trueWords).described("Acceptance of the shop's terms."),
                example: .bool(true)
            ),
        ]

    private static func nameFields(areRequired: Bool) -> [OpenAPI.Field] {
        let names = [("first_name", "The given name.", "Ayşe"), ("last_name", "The family name.", "Yılmaz")]
        return names.map { name, text, example in
            let schema = OpenAPI.Schema.personName.described(text)
            return .init(name, isRequired: areRequired, json: schema, form: schema, example: .string(example))
        }
    }

    private static let personalFields: [OpenAPI.Field] = [
        .optional(
            "phone",
            .text(maximum: 40),
            "7 to 15 digits, with `+` before a country code; spaces, dots, dashes and brackets are removed.",
            example: "+90 555 111 22 33"
        ),
        .optional("gender", .gender, "As the shopper says.", example: "female"),
        .optional("date_of_birth", .date, "Not in the future.", example: "1990-04-23"),
    ]

    private static let consentFields: [OpenAPI.Field] = [
        .flag("email_allowed", "Consent to advertising by e-mail.", example: true),
        .flag("sms_allowed", "Consent to advertising by text message.", example: nil),
        .flag("call_allowed", "Consent to advertising calls.", example: nil),
        .flag("whatsapp_allowed", "Consent to advertising by WhatsApp.", example: nil),
    ]

    private static let languageField = OpenAPI.Field.optional(
        "language",
        .text(maximum: 16),
        "The language of mails and pages, one of the setting `LANGUAGES`.",
        example: "tr"
    )

    private static let cityField = OpenAPI.Field(
        "city",
        isRequired: false,
        json: OpenAPI.Schema.anyOf(.integer(minimum: 1), .text(pattern: "^[0-9]*$"))
            .orNull.described("The id of a city. `null` or blank means none."),
        form: OpenAPI.Schema.text(pattern: "^[0-9]*$").described("The id of a city. Blank means none."),
        example: .integer(745_044)
    )

    private static let attributesField = OpenAPI.Field(
        "attributes",
        isRequired: false,
        json: OpenAPI.Schema.anyObject.described("Free attributes of the shop, up to 8 KiB. Only in JSON."),
        form: nil,
        example: .members(["newsletter": .string("weekly")])
    )
}
