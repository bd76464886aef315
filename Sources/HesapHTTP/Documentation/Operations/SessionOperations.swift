import DjangoCompat
import HTTPTypes
import HesapDomain

extension OpenAPI.Operation {
    static let sessions = [
        csrfToken, showSession, signIn, signOut, listSessions, endOtherSessions, endSession,
    ]

    private static let csrfToken = Self(
        .get,
        "/csrf_token/",
        id: "csrfToken",
        tag: .sessions,
        access: .everyone,
        summary: "Get a CSRF token",
        purpose:
            "A token for the `X-CSRFToken` header of write operations. Its secret is set as the cookie `csrftoken`.",
        rules: ["A browser that has a secret keeps it; the token is masked anew each time."],
        answers: [.json(200, "The token.", .csrfToken, cookies: .csrf)]
    )

    private static let showSession = Self(
        .get,
        "/users/session/",
        id: "showSession",
        tag: .sessions,
        access: .visitor,
        summary: "See who is visiting",
        purpose: "What a shop window needs to know of a visitor, for guests too. Makes no session.",
        rules: [
            "The currency is that of the `x-currency` header if the shop reads it, otherwise that of the session, otherwise "
                + "the shop's default.",
            "The language is that of the profile if the shop offers it, otherwise that of the cookie `django_language`, "
                + "otherwise the best match of `Accept-Language`, otherwise the shop's own.",
        ],
        settings: [.availableCurrencies, .defaultCurrency, .readCurrencyFromHeader, .languages, .languageCode],
        parameters: [.currency],
        answers: [.json(200, "The visitor.", .session)]
    )

    private static let signIn = Self(
        .post,
        "/users/login/",
        id: "signIn",
        tag: .sessions,
        access: .visitor,
        summary: "Sign in",
        purpose: "Signs a shopper in with address and password.",
        rules: [
            "Unknown address, wrong password and inactive account get the same answer in the same time.",
            "The session id and the CSRF token change; what a guest has chosen is kept.",
            "Tries are limited per client address and per account (scope `login`).",
        ],
        settings: [.throttleRates],
        form: .init(
            .required(
                "email",
                .text(minimum: 1, maximum: 254),
                "The address of the account.",
                example: "ayse@example.com"
            ),
            .required("password", .password, "The password.", example: "kırmızı-Bisiklet-42")
        ),
        answers: [
            .json(200, "The account that is now signed in.", .currentUser, cookies: .sessionAndCSRF).leading(
                to: .init(to: "showSession", "The visitor is the shopper now."),
                .init(to: "showProfile", "What the shopper may change."),
                .init(to: "signOut", "Ends the session that began here.")
            )
        ],
        refusals: [.field(FieldErrors.general, .cannotSignIn), OpenAPI.SharedAnswer.anyThrottled]
    )

    private static let signOut = Self(
        .post,
        "/users/logout/",
        id: "signOut",
        tag: .sessions,
        access: .visitor,
        summary: "Sign out",
        purpose: "Ends the session with everything in it, whatever the body says. Harmless for guests.",
        form: .tokenOnly,
        answers: [.empty(200, "The session has ended.", cookies: .cleared)]
    )

    private static let listSessions = Self(
        .get,
        "/users/sessions/",
        id: "listSessions",
        tag: .sessions,
        access: .signedIn,
        summary: "See where the account is signed in",
        purpose: "The live sessions of the signed-in shopper, newest first.",
        answers: [
            .json(
                200,
                "The sessions.",
                .array(of: .reference(.ownSession)),
                examples: OpenAPI.NamedSchema.ownSession.example.map { [(name: "example", value: .array([$0]))] } ?? []
            ).leading(
                to: .init(to: "endSession", "End one of them.", parameters: [("id", "$response.body#/0/id")])
            )
        ]
    )

    private static let endOtherSessions = Self(
        .delete,
        "/users/sessions/",
        id: "endOtherSessions",
        tag: .sessions,
        access: .signedIn,
        summary: "Sign out everywhere else",
        purpose: "Ends all sessions of the signed-in shopper but this one.",
        answers: [.empty(204, "The other sessions have ended.")]
    )

    private static let endSession = Self(
        .delete,
        "/users/sessions/{id}/",
        id: "endSession",
        tag: .sessions,
        access: .signedIn,
        summary: "End one session",
        purpose: "Ends one of the shopper's own sessions; ending the current one signs out.",
        parameters: [
            .path("id", "The `id` of the list.", .text(pattern: "^[a-z0-9]{16}$").example("k3x9q2m7w1z5v8b4"))
        ],
        answers: [.empty(204, "The session has ended.", cookies: .cleared)],
        refusals: [.notFound]
    )
}
