import HTTPTypes
import HesapDomain

extension OpenAPI.Operation {
    static let language = [
        Self(
            .post,
            "/users/language/",
            id: "chooseLanguage",
            tag: .language,
            access: .visitor,
            summary: "Choose the language",
            purpose: "Sets the language in which this browser is answered, and mailed. Guests may do so too.",
            rules: [
                "The language is compared without case. It has to be one of the list; `en-gb` is not taken for `en` here.",
                "It is kept in the cookie `django_language`, which makes no session. When somebody is signed in, it becomes "
                    + "the profile's too.",
                "A request is answered in the language of the profile, else of the cookie, else in the best match of "
                    + "`Accept-Language`, else in the shop's own; a language that is no longer offered counts as none.",
            ],
            settings: [.languages, .languageCode],
            form: .init(
                .required("language", .text(minimum: 1, maximum: 16), "One of the languages on offer.", example: "tr")
            ),
            answers: [.empty(204, "The language is chosen.", cookies: .language)],
            refusals: [
                .field("language", .invalidLanguage(offered: "tr, en")), .field("language", .null), .sessionEnded,
            ]
        )
    ]
}
