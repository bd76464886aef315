import DjangoCompat

extension OpenAPI {
    struct Parameter: Sendable {
        enum Place: String, Sendable {
            case path, query, header
        }

        let name: String
        let place: Place
        let isRequired: Bool
        let text: String
        let schema: Schema
        /// The key below `components/parameters` when several operations share it.
        let component: String?

        private init(
            _ name: String,
            _ place: Place,
            isRequired: Bool,
            _ text: String,
            _ schema: Schema,
            component: String? = nil
        ) {
            self.name = name
            self.place = place
            self.isRequired = isRequired
            self.text = text
            self.schema = schema
            self.component = component
        }

        static func path(_ name: String, _ text: String, _ schema: Schema) -> Parameter {
            Parameter(name, .path, isRequired: true, text, schema)
        }

        static func query(_ name: String, _ text: String, _ schema: Schema) -> Parameter {
            Parameter(name, .query, isRequired: false, text, schema)
        }

        var json: JSONValue {
            .members([
                "name": .string(name), "in": .string(place.rawValue), "required": .bool(isRequired),
                "description": .string(text), "schema": schema.json,
            ])
        }

        var reference: JSONValue {
            component.map { .members(["$ref": .string("#/components/parameters/\($0)")]) } ?? json
        }
    }
}

extension OpenAPI.Parameter {
    static let shared = [csrfToken, csrfTokenOrField, acceptLanguage, requestID, currency]

    /// Django's token: the bare secret of 32 characters or its masked form of 64.
    static let csrfPattern = "^([A-Za-z0-9]{32}|[A-Za-z0-9]{64})$"
    /// A field that is empty is none, as in Django.
    static let csrfFieldPattern = "^([A-Za-z0-9]{32}|[A-Za-z0-9]{64})?$"

    private static let csrfExample = "Xq3mB7Rk0dWvLz5TnYc2HsPf8JgUa4Ei"
    private static let csrfText =
        "The CSRF token of write operations (POST, PUT, PATCH, DELETE), for guests too. It has to match the cookie "
        + "`csrftoken`; take it from that cookie or from `GET /csrf_token/`."

    static let csrfToken = Self(
        "X-CSRFToken",
        .header,
        isRequired: true,
        csrfText,
        .text(pattern: csrfPattern).example(csrfExample),
        component: "CSRFToken"
    )

    static let csrfTokenOrField = Self(
        "X-CSRFToken",
        .header,
        isRequired: false,
        csrfText + " Needed unless an urlencoded form carries the field `\(CSRFGuard.formField)`.",
        .text(pattern: csrfPattern).example(csrfExample),
        component: "CSRFTokenOrField"
    )

    static let acceptLanguage = Self(
        "Accept-Language",
        .header,
        isRequired: false,
        "The language of messages, among those of the setting `LANGUAGES`. Codes are never translated.",
        .text().example("tr, en;q=0.5"),
        component: "AcceptLanguage"
    )

    static let requestID = Self(
        "X-Request-ID",
        .header,
        isRequired: false,
        "An id that stands in every log line of the request and is sent back: 8 to 64 letters, digits, `-` or `_`. "
            + "One of another form is replaced.",
        .text().example("checkout-7f3a91c2"),
        component: "RequestID"
    )

    static let currency = Self(
        "x-currency",
        .header,
        isRequired: false,
        "The currency of this request alone. Looked at only if the setting `READ_CURRENCY_FROM_HEADER` is true; "
            + "one that is not offered is ignored.",
        .text().example("EUR"),
        component: "Currency"
    )
}
