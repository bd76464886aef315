package import DjangoCompat
import HTTPTypes

/// The description of every route.
///
/// A test compares it with the table in `Routes.swift`.
package enum OpenAPIDocument {
    static let operations: [OpenAPI.Operation] =
        OpenAPI.Operation.currency + OpenAPI.Operation.anonymization + OpenAPI.Operation.passwordReset
        + OpenAPI.Operation.city + OpenAPI.Operation.language + OpenAPI.Operation.sessions
        + OpenAPI.Operation.accounts + OpenAPI.Operation.passwords + OpenAPI.Operation.documentation

    static let title = "Hesap"
    static let summary = "The customer accounts of an online shop."

    /// One paragraph each; `inline code` is the only markup, so that the page can show it too.
    static let introduction = [
        "Hesap answers what a Django shop's account endpoints answer, on the same data.",
        "Paths may be called with or without their last slash. `HEAD` works where `GET` does, and `OPTIONS` answers `Allow`.",
        "A body is `application/json` or `application/x-www-form-urlencoded`, up to \(Limits.bodyBytes / 1024) KiB. Unknown "
            + "fields are refused. White space around texts is cut, except in passwords.",
        "The session cookie is set under two names, `sessionid` and `osessionid`, with one value; either is enough. The "
            + "names of the cookies are settings of the shop. An id that names no live session is answered with cookies "
            + "that make the browser forget it.",
        "Write operations (POST, PUT, PATCH, DELETE) need a CSRF token, from guests too: the cookie `csrftoken`, and the "
            + "same token in the `X-CSRFToken` header or, in a form, the field `\(CSRFGuard.formField)`. An `Origin` header "
            + "has to be the shop's own or a trusted one; over https without `Origin`, so does `Referer`.",
        "A refusal that belongs to fields has a list of messages per field. Every other one has a `detail` and a `code`. "
            + "Messages come in the language of the profile when somebody is signed in, else of the cookie "
            + "`django_language`, else in the best match of `Accept-Language`; codes never change.",
        "After 429 and 503 wait for as many seconds as `Retry-After` says.",
    ]

    package static let json = JSONValue.members([
        "openapi": .string("3.1.0"),
        "info": .members([
            "title": .string(title), "summary": .string(summary),
            "description": .string(introduction.joined(separator: "\n\n")), "version": .string("1.0.0"),
        ]),
        "servers": .array([.members(["url": .string("/")])]),
        "tags": .array(
            OpenAPI.Tag.allCases.map { tag in
                .members(["name": .string(tag.rawValue), "description": .string(tag.description)])
            }
        ),
        "paths": paths, "components": components,
    ])

    private static var paths: JSONValue {
        let inOrder = operations.map(\.path).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        return .object(
            inOrder.map { path in
                let methods = operations.filter { $0.path == path }
                return .init(path, .object(methods.map { .init($0.method.rawValue.lowercased(), $0.json) }))
            }
        )
    }

    private static var components: JSONValue {
        .members([
            "schemas": .object(OpenAPI.NamedSchema.allCases.map { .init($0.rawValue, $0.schema.json) }),
            "responses": OpenAPI.SharedAnswer.components,
            "parameters": .object(OpenAPI.Parameter.shared.map { .init($0.component ?? $0.name, $0.json) }),
            "examples": Problem.exampleComponents,
            "headers": OpenAPI.Header.components,
            "securitySchemes": OpenAPI.SecurityScheme.components,
        ])
    }
}
