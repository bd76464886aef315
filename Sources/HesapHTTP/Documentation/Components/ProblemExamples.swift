import DjangoCompat
import HesapDomain

extension Problem {
    /// The examples of all codes, below `components/examples`.
    static var exampleComponents: JSONValue {
        .object(
            examples.map(\.representative).map { problem in
                .init(
                    problem.code ?? FieldErrors.general,
                    .members(["summary": .string(problem.reason), "value": problem.exampleBody])
                )
            }
        )
    }

    /// The body as an English-speaking client gets it.
    var exampleBody: JSONValue { body(in: .english, requestID: "checkout-7f3a91c2") }

    /// The one of its code that the document shows.
    var representative: Problem {
        switch self {
        case .parseError: OpenAPI.SharedAnswer.anyParseError
        case .throttled: OpenAPI.SharedAnswer.anyThrottled
        case .tryLater: OpenAPI.SharedAnswer.anyTryLater
        default: self
        }
    }

    /// Why a client gets it: one sentence for developers.
    var reason: String {
        switch self {
        case .fields: "A field is missing, malformed, refused or unknown."
        case .unknown: "What a field names is not there."
        case .parseError(.query): "The query does not decode."
        case .parseError: "The body is not what its Content-Type says."
        case .unsupportedMediaType: "The body is neither JSON nor an urlencoded form."
        case .bodyTooLarge: "The body is larger than \(Limits.bodyBytes / 1024) KiB."
        case .headersTooLarge: "The URL and headers are larger than \(Limits.headerBytes / 1024) KiB."
        case .hostNotAllowed: "The Host header is not one of the shop's hosts."
        case .notFound: "There is no such thing, or it belongs to somebody else."
        case .methodNotAllowed: "The path was called with a method it does not have."
        case .notAuthenticated: "Nobody is signed in."
        case .csrf: "The CSRF check failed; the detail says which header or cookie was wrong."
        case .selfAnonymizationDisabled: "Self-anonymization is disabled."
        case .passwordAlreadySet: "The account has a password already."
        case .sessionEnded: "The session was ended by another request while this one ran."
        case .throttled: "Too many tries."
        case .tryLater: "The service is busy."
        case .fault: "A fault of the server; the request id leads support to its cause."
        }
    }
}
