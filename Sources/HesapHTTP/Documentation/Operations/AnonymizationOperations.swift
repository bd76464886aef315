import HTTPTypes
import HesapDomain

extension OpenAPI.Operation {
    static let anonymization = [
        preview,
        anonymize(.patch, id: "anonymize", summary: "Anonymize the own account"),
        anonymize(.post, id: "anonymizeByPost", summary: "Anonymize the own account (for clients without PATCH)"),
    ]

    private static let preview = Self(
        .get,
        "/users/anonymize/",
        id: "previewAnonymization",
        tag: .anonymization,
        access: .signedIn,
        summary: "See what anonymizing would change",
        purpose:
            "Every field of the own account that anonymizing would change, and what becomes of it. Changes nothing.",
        rules: [
            "Refused with `self_anonymization_disabled` unless the shop allows it; this is checked first.",
            "A field that holds nothing is left out. The password is never shown.",
            "`becomes`: `erased`; `replaced` by a random value; `unusable`; `switched_off`; `anonymized`, the word itself.",
        ],
        settings: [.selfAnonymizationEnabled],
        answers: [.json(200, "The changes, and how much is deleted.", .anonymizationPreview)],
        refusals: [.selfAnonymizationDisabled]
    )

    private static func anonymize(_ method: HTTPRequest.Method, id: String, summary: String) -> Self {
        Self(
            method,
            "/users/anonymize/",
            id: id,
            tag: .anonymization,
            access: .signedIn,
            summary: summary,
            purpose:
                "Erases the personal data of the signed-in shopper, for good. Orders stay attached to the account.",
            rules: [
                "Refused with `self_anonymization_disabled` unless the shop allows it; this is checked first.",
                "No body is needed, since it is always the signed-in shopper who is anonymized.",
                "Name, address, telephone, dates, city, consents, attributes and former passwords are erased; the user name "
                    + "and address become random values and the password unusable.",
                "All sessions end. The address may be registered again.",
                "A `password` that is sent is checked, also where the shop does not ask for it.",
                "Tries are limited per client address and per account (scope `anonymize`).",
            ],
            settings: [.selfAnonymizationEnabled, .anonymizeRequiresPassword, .throttleRates],
            form: .init(
                OpenAPI.Field(
                    "password",
                    isRequired: false,
                    json: OpenAPI.Schema.password.orNull.described("The own password, where the shop asks for it."),
                    form: OpenAPI.Schema.password.described("The own password, where the shop asks for it."),
                    example: nil
                )
            ),
            answers: [.empty(200, "The account is anonymized and signed out.", cookies: .cleared)],
            refusals: [
                .field("password", .wrongPassword), .field("password", .required), .selfAnonymizationDisabled,
                OpenAPI.SharedAnswer.anyThrottled,
            ]
        )
    }
}
