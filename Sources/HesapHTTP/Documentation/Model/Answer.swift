import DjangoCompat
import HesapDomain

extension OpenAPI {
    /// An answer that is not one of the refusals every client has to know.
    struct Answer: Sendable {
        enum Cookies: Sendable {
            case none, csrf, session, sessionAndCSRF, cleared, language
        }

        let status: Int
        let text: String
        /// Nil for an empty body.
        let body: Body?
        let cookies: Cookies
        /// The same for everybody, so caches may keep it.
        let isPublic: Bool
        var links: [Link] = []

        struct Body: Sendable {
            let contentType: String
            let schema: Schema
            let examples: [(name: String, value: JSONValue)]
        }

        static func empty(_ status: Int, _ text: String, cookies: Cookies = .none) -> Answer {
            Answer(status: status, text: text, body: nil, cookies: cookies, isPublic: false)
        }

        static func json(
            _ status: Int,
            _ text: String,
            _ schema: Schema,
            examples: [(name: String, value: JSONValue)],
            cookies: Cookies = .none,
            isPublic: Bool = false
        ) -> Answer {
            let body = Body(contentType: "application/json", schema: schema, examples: examples)
            return Answer(status: status, text: text, body: body, cookies: cookies, isPublic: isPublic)
        }

        /// One of the named schemas with its example.
        static func json(
            _ status: Int,
            _ text: String,
            _ name: NamedSchema,
            cookies: Cookies = .none,
            isPublic: Bool = false
        ) -> Answer {
            let examples = name.example.map { [(name: "example", value: $0)] } ?? []
            return .json(status, text, .reference(name), examples: examples, cookies: cookies, isPublic: isPublic)
        }

        /// The sentence is the one that the shopper gets, in English.
        static func notice(_ status: Int, _ text: String, _ message: Message) -> Answer {
            let example = JSONValue.members(["detail": .string(message.text(in: .english))])
            return .json(status, text, .reference(.notice), examples: [(name: "example", value: example)])
        }

        /// The same answer, and where to go from it.
        func leading(to links: Link...) -> Answer {
            var answer = self
            answer.links = links
            return answer
        }

        var object: JSONValue {
            .members([
                "description": .string(text), "headers": headers, "content": body.map(Self.content),
                "links": links.isEmpty ? nil : .object(links.map { .init($0.operationID, $0.json) }),
            ])
        }

        var cookieHeader: Header? {
            switch cookies {
            case .none: nil
            case .csrf: .csrfCookie
            case .session: .sessionCookies
            case .sessionAndCSRF: .sessionAndCSRFCookies
            case .cleared: .clearedCookies
            case .language: .languageCookie
            }
        }

        private var headers: JSONValue {
            Header.references([cookieHeader, .requestID, isPublic ? .publicCaching : .noStore].compactMap { $0 })
        }

        private static func content(_ body: Body) -> JSONValue {
            let examples = body.examples.map { JSONValue.Member($0.name, .members(["value": $0.value])) }
            return .members([
                body.contentType: .members([
                    "schema": body.schema.json, "examples": examples.isEmpty ? nil : .object(examples),
                ])
            ])
        }
    }
}
