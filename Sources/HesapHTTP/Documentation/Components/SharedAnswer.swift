import DjangoCompat

extension OpenAPI {
    /// A refusal that looks the same wherever it occurs, named once below `components/responses`.
    struct SharedAnswer: Sendable {
        let name: String
        let problems: [Problem]

        static let anyMethodNotAllowed = Problem.methodNotAllowed(allowed: "GET, HEAD, OPTIONS")
        static let anyParseError = Problem.parseError(.json("Expecting value: line 1 column 1 (char 0)"))
        static let anyThrottled = Problem.throttled(retryAfterSeconds: 30)
        static let anyTryLater = Problem.tryLater(retryAfterSeconds: 1)

        static let all = [
            SharedAnswer(name: "HostNotAllowed", problems: [.hostNotAllowed]),
            SharedAnswer(name: "NotAuthenticated", problems: [.notAuthenticated]),
            SharedAnswer(name: "CSRFRefused", problems: CSRFRefusal.allCases.map(Problem.csrf)),
            SharedAnswer(name: "NotFound", problems: [.notFound]),
            SharedAnswer(name: "MethodNotAllowed", problems: [anyMethodNotAllowed]),
            SharedAnswer(name: "BodyTooLarge", problems: [.bodyTooLarge]),
            SharedAnswer(name: "UnsupportedMediaType", problems: [.unsupportedMediaType]),
            SharedAnswer(name: "Throttled", problems: [anyThrottled]),
            SharedAnswer(name: "HeadersTooLarge", problems: [.headersTooLarge]),
            SharedAnswer(name: "ServerError", problems: [.fault]),
            SharedAnswer(name: "TryLater", problems: [anyTryLater]),
        ]

        static var components: JSONValue {
            .object(all.map { .init($0.name, RefusedAnswer($0.problems).json) })
        }
    }

    /// The answer of one status: every refusal that an operation has for it.
    struct RefusedAnswer: Sendable {
        let problems: [Problem]

        init(_ problems: [Problem]) {
            self.problems = problems
        }

        var reference: JSONValue {
            let shared = SharedAnswer.all.first { $0.problems == problems }
            return shared.map { .members(["$ref": .string("#/components/responses/\($0.name)")]) } ?? json
        }

        var json: JSONValue {
            .members([
                "description": .string(text), "headers": headers,
                "content": .members([
                    "application/json": .members(["schema": schema.json, "examples": .object(examples)])
                ]),
            ])
        }

        /// The reasons, each once.
        var text: String {
            let reasons = problems.map(\.reason)
            return reasons.enumerated().filter { reasons.firstIndex(of: $0.element) == $0.offset }.map(\.element)
                .joined(separator: " ")
        }

        var codes: [String] { problems.compactMap(\.code) }

        private var schema: Schema {
            let fields: [Schema] = problems.contains { $0.code == nil } ? [.reference(.fieldErrors)] : []
            let code = Schema.object([("code", .choice(codes))], required: [])
            let problem: [Schema] = codes.isEmpty ? [] : [.allOf(.reference(.problem), code)]
            return .oneOf(fields + problem)
        }

        private var headers: JSONValue {
            let own: [Header] =
                switch problems.first {
                case .throttled, .tryLater: [.retryAfter]
                case .methodNotAllowed: [.allow]
                default: []
                }
            return Header.references(own + [.requestID, .noStore])
        }

        private var examples: [JSONValue.Member] {
            problems.enumerated().map { number, problem in
                let own = JSONValue.members(["value": problem.exampleBody])
                guard let code = problem.code else { return .init("field_errors_\(number + 1)", own) }
                let isShared = problem == problem.representative
                return .init(code, isShared ? .members(["$ref": .string("#/components/examples/\(code)")]) : own)
            }
        }
    }
}
