import DjangoCompat

extension OpenAPI.Operation {
    var json: JSONValue {
        .members([
            "tags": .strings([tag.rawValue]), "summary": .string(summary), "description": .string(description),
            "operationId": .string(id), "parameters": .array(allParameters.map(\.reference)),
            "requestBody": form?.json, "responses": responses, "security": security,
        ])
    }

    private var responses: JSONValue {
        let own = answers.map { (status: $0.status, json: $0.object) }
        let refused = refusalsByStatus.map { (status: $0.status, json: OpenAPI.RefusedAnswer($0.problems).reference) }
        return .object((own + refused).sorted { $0.status < $1.status }.map { .init(String($0.status), $0.json) })
    }

    /// Alternatives, each of which is enough; `{}` is nothing at all.
    private var security: JSONValue {
        let csrf: [OpenAPI.SecurityScheme] = isUnsafe ? [.csrfCookie, .csrfHeader] : []
        let sessions: [[OpenAPI.SecurityScheme]] = [[.session], [.otherSession]]
        let alternatives: [[OpenAPI.SecurityScheme]] =
            switch access {
            case .everyone: isUnsafe ? [csrf] : []
            case .visitor: [csrf] + sessions.map { $0 + csrf }
            case .signedIn: sessions.map { $0 + csrf }
            }
        return .array(
            alternatives.map { schemes in
                .object(schemes.map { .init($0.rawValue, .array([])) })
            }
        )
    }
}

extension OpenAPI.Form {
    fileprivate var json: JSONValue {
        let examples = JSONValue.members(["example": .members(["value": example])])
        return .members([
            "required": .bool(isRequired),
            "content": .members([
                "application/json": isRead ? .members(["schema": jsonSchema.json, "examples": examples]) : nil,
                "application/x-www-form-urlencoded": .members(["schema": urlEncodedSchema.json]),
            ]),
        ])
    }
}

extension OpenAPI {
    enum SecurityScheme: String, CaseIterable {
        case session, otherSession, csrfCookie, csrfHeader

        static var components: JSONValue {
            .object(
                allCases.map { scheme in
                    .init(
                        scheme.rawValue,
                        .members([
                            "type": .string("apiKey"), "in": .string(scheme == .csrfHeader ? "header" : "cookie"),
                            "name": .string(scheme.name), "description": .string(scheme.text),
                        ])
                    )
                }
            )
        }

        private var name: String {
            switch self {
            case .session: "sessionid"
            case .otherSession: "osessionid"
            case .csrfCookie: "csrftoken"
            case .csrfHeader: "X-CSRFToken"
            }
        }

        private var text: String {
            switch self {
            case .session: "The session, made by `POST /users/login/` or by a guest's first choice."
            case .otherSession: "The same session under its other name; one of the two is enough."
            case .csrfCookie: "The CSRF secret, set by `GET /csrf_token/` and at sign-in."
            case .csrfHeader: "The CSRF token that matches the cookie; a form may carry it as `\(CSRFGuard.formField)`."
            }
        }
    }
}
