import DjangoCompat

extension OpenAPI {
    /// The headers of answers, each named once below `components/headers`.
    enum Header: String, CaseIterable {
        case requestID = "RequestID"
        case noStore = "NoStore"
        case publicCaching = "PublicCaching"
        case csrfCookie = "CSRFCookie"
        case sessionCookies = "SessionCookies"
        case sessionAndCSRFCookies = "SessionAndCSRFCookies"
        case clearedCookies = "ClearedCookies"
        case languageCookie = "LanguageCookie"
        case retryAfter = "RetryAfter"
        case allow = "Allow"

        var name: String {
            switch self {
            case .requestID: "X-Request-ID"
            case .noStore, .publicCaching: "Cache-Control"
            case .csrfCookie, .sessionCookies, .sessionAndCSRFCookies, .clearedCookies, .languageCookie: "Set-Cookie"
            case .retryAfter: "Retry-After"
            case .allow: "Allow"
            }
        }

        var text: String {
            switch self {
            case .requestID: "The id of the request, to be told to support."
            case .noStore: "The answer is personal."
            case .publicCaching: "The answer is the same for everybody."
            case .csrfCookie: "The CSRF secret, readable by scripts so that they can copy it into `X-CSRFToken`."
            case .sessionCookies: "The session id, once as `sessionid` and once as `osessionid`."
            case .sessionAndCSRFCookies:
                "A new session id, once as `sessionid` and once as `osessionid`, and a new `csrftoken`."
            case .clearedCookies: "Makes the browser forget `sessionid` and `osessionid`, if it sent them."
            case .languageCookie: "The language of this browser, for a year."
            case .retryAfter: "Seconds to wait before the next try."
            case .allow: "The methods of this path."
            }
        }

        static func references(_ headers: [Header]) -> JSONValue {
            .object(
                headers.map { header in
                    .init(header.name, .members(["$ref": .string("#/components/headers/\(header.rawValue)")]))
                }
            )
        }

        static var components: JSONValue {
            .object(
                allCases.map { header in
                    .init(
                        header.rawValue,
                        .members(["description": .string(header.text), "schema": header.schema.json])
                    )
                }
            )
        }

        private var schema: Schema {
            switch self {
            case .requestID: .text(minimum: 8, maximum: 64).example("checkout-7f3a91c2")
            case .noStore: .constant(.string("no-store"))
            case .publicCaching: .constant(.string("public, max-age=300"))
            case .csrfCookie:
                .text().example("csrftoken=Xq3mB7Rk0dWvLz5TnYc2HsPf8JgUa4Ei; Max-Age=31449600; Path=/; SameSite=Lax")
            case .sessionCookies, .sessionAndCSRFCookies:
                .text().example(
                    "sessionid=q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6; Max-Age=1209600; Path=/; HttpOnly; SameSite=Lax"
                )
            case .clearedCookies:
                .text().example(
                    "sessionid=; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; HttpOnly; SameSite=Lax"
                )
            case .languageCookie:
                .text().example("django_language=tr; Max-Age=31449600; Path=/; SameSite=Lax")
            case .retryAfter: .integer(minimum: 1).example(.integer(30))
            case .allow: .text().example("GET, HEAD, OPTIONS")
            }
        }
    }
}
