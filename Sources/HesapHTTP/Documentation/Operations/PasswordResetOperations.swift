import HTTPTypes
import HesapDomain

extension OpenAPI.Operation {
    static let passwordReset = [requestReset, showReset, confirmReset]

    private static let linkParameters: [OpenAPI.Parameter] = [
        .path("uidb64", "The user's id in URL-safe Base64.", .text().example("NDI")),
        .path(
            "token",
            "The token of the reset link.",
            .text().example("d0l1zs-7c3a5e9b1f2d4c6a8e0b3d5f7a9c1e2b")
        ),
    ]

    private static let requestReset = Self(
        .post,
        "/users/password/reset/",
        id: "requestPasswordReset",
        tag: .passwordReset,
        access: .visitor,
        summary: "Ask for a reset link",
        purpose: "Mails a link for choosing a new password to the owner of the address.",
        rules: [
            "The answer is the same whether or not the address has an account, and takes the same time.",
            "Only active accounts with that address get a mail; it leaves after the answer.",
            "Tries are limited per client address (scope `password_reset`) and per recipient "
                + "(scope `password_reset_recipient`).",
        ],
        settings: [.passwordResetTimeout, .throttleRates],
        form: .init(.required("email", .email, "The address of the account.", example: "ayse@example.com")),
        answers: [.notice(200, "Heard. A mail follows if the address has an account.", .resetRequested)],
        refusals: [.field("email", .invalidEmail), OpenAPI.SharedAnswer.anyThrottled]
    )

    private static let showReset = Self(
        .get,
        "/users/reset/{uidb64}/{token}/",
        id: "checkResetLink",
        tag: .passwordReset,
        access: .everyone,
        summary: "See whether a reset link is good",
        purpose: "Tells whether the link would be accepted. Looking consumes nothing, so mail scanners do no harm.",
        settings: [.passwordResetTimeout],
        parameters: linkParameters,
        answers: [.json(200, "Whether the link is good.", .resetLink)]
    )

    private static let confirmReset = Self(
        .post,
        "/users/reset/{uidb64}/{token}/",
        id: "confirmPasswordReset",
        tag: .passwordReset,
        access: .visitor,
        summary: "Set a new password by a reset link",
        purpose: "Resets the password of the link's owner.",
        rules: [
            "`uidb64` and `token` have to be those of a link that is unused and not too old. Every bad link gets the same "
                + "answer, whatever is wrong with it, and before the fields are looked at.",
            "`new_password1` and `new_password2` have to be equal.",
            "The new password is checked by every configured validator and against the former passwords; all failures are "
                + "reported together under `new_password2`.",
            "The old password is stored in the history, and the user type becomes `registered`.",
            "All sessions of the account end, the link is used up, and the owner is told by mail.",
            "Of simultaneous tries with one link exactly one wins. Tries are limited per client address "
                + "(scope `reset_confirm`).",
        ],
        settings: [.authPasswordValidators, .passwordHistoryLength, .passwordResetTimeout, .throttleRates],
        parameters: linkParameters,
        form: .init(OpenAPI.Field.newPassword()),
        answers: [.empty(200, "The password is set. Nobody is signed in by it.")],
        refusals: [.field("token", .invalidResetLink)] + OpenAPI.Field.newPasswordRefusals
            + [OpenAPI.SharedAnswer.anyThrottled]
    )
}
