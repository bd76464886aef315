import HTTPTypes
import HesapDomain

extension OpenAPI.Operation {
    static let passwords = [changePassword, setPassword, checkPassword]

    private static let changePassword = Self(
        .post,
        "/users/password/change/",
        id: "changePassword",
        tag: .passwords,
        access: .signedIn,
        summary: "Change the own password",
        purpose: "Replaces the password of the signed-in shopper, who has to know the old one.",
        rules: [
            "This session goes on under a new id; all others end. The owner is told by mail.",
            "The new password is checked by every configured validator and against the former passwords.",
            "Tries are limited per account (scope `login`), so that a stolen session is no way to guess the password.",
        ],
        settings: [.authPasswordValidators, .passwordHistoryLength, .throttleRates],
        form: .init(
            [.required("old_password", .password, "The password so far.", example: "kırmızı-Bisiklet-42")]
                + OpenAPI.Field.newPassword()
        ),
        answers: [.empty(200, "The password is changed.", cookies: .session)],
        refusals: [.field("old_password", .wrongOldPassword)] + OpenAPI.Field.newPasswordRefusals
            + [.sessionEnded, OpenAPI.SharedAnswer.anyThrottled]
    )

    private static let setPassword = Self(
        .post,
        "/users/password/set/",
        id: "setPassword",
        tag: .passwords,
        access: .signedIn,
        summary: "Choose the first password",
        purpose: "Sets the password of an account that has none, such as one made at a guest checkout.",
        rules: [
            "Refused with `password_already_set` when there is a usable one.",
            "The user type becomes `registered`.",
            "`password1` and `password2` are taken as well as `new_password1` and `new_password2`; refusals then stand "
                + "under `password2`.",
            "This session goes on under a new id; all others end. The owner is told by mail.",
        ],
        settings: [.authPasswordValidators, .passwordHistoryLength],
        form: .init(
            alternatives: [OpenAPI.Field.newPassword(), OpenAPI.Field.newPassword(prefix: "password")]
        ),
        answers: [.empty(200, "The password is set.", cookies: .session)],
        refusals: OpenAPI.Field.newPasswordRefusals + [.passwordAlreadySet, .sessionEnded]
    )

    private static let checkPassword = Self(
        .post,
        "/users/password/check/",
        id: "checkPassword",
        tag: .passwords,
        access: .visitor,
        summary: "Ask what is wrong with a password",
        purpose: "What the validators say of a password while it is being typed. Nothing is stored, counted or logged.",
        rules: [
            "It is compared with the data of the account of a good reset link (`uidb64` and `token`), else of whoever is signed "
                + "in, else with what is sent. These fields may be missing, blank or half typed.",
            "Former passwords are not looked at: only setting a password tells whether it was used before.",
            "More than 4096 characters are answered as too long, without a look at them.",
        ],
        settings: [.authPasswordValidators],
        form: .init(
            .required("password", .text(format: "password"), "The password so far.", example: "password"),
            .optional("first_name", .text(), "The given name so far.", example: "Ayşe"),
            .optional("last_name", .text(), "The family name so far.", example: "Yılmaz"),
            .optional("email", .text(), "The address so far.", example: "ayse@exam"),
            .optional("uidb64", .text(), "Of a reset link, together with `token`.", example: nil),
            .optional("token", .text(), "Of a reset link, together with `uidb64`.", example: nil)
        ),
        answers: [.json(200, "The messages.", .passwordHints)],
        refusals: [.field("password", .null), .field("email", .notAString)]
    )
}

extension OpenAPI.Field {
    static func newPassword(prefix: String = "new_password") -> [OpenAPI.Field] {
        [
            .required(
                prefix + "1",
                .password,
                "The new password. Checked by the shop's password validators (such as minimum length, common passwords).",
                example: "yeşil-Tramvay-1907"
            ),
            .required(prefix + "2", .password, "The new password again.", example: "yeşil-Tramvay-1907"),
        ]
    }

    static let newPasswordRefusals: [Problem] = [
        .field("new_password2", .passwordMismatch),
        .field("new_password2", .password(.tooShort(minimum: 8)), .password(.tooCommon), .password(.entirelyNumeric)),
        .field("new_password2", .password(.usedBefore(remembered: 5))),
    ]
}
