import HesapDomain

/// Every refusal that a client can get, as a value.
///
/// `ProblemResponse.swift` turns it into bytes.
///
/// `docs/errors.md` lists the codes; a test compares.
enum Problem: Error, Sendable, Equatable {
    case fields(FieldErrors)
    /// What a field names is not there; answered with 404 and the shape of a field error, so that a form can show it.
    case unknown(FieldErrors)
    case parseError(ParseFailure)
    case unsupportedMediaType
    case bodyTooLarge
    case headersTooLarge
    case hostNotAllowed
    case notFound
    case methodNotAllowed(allowed: String)
    case notAuthenticated
    case csrf(CSRFRefusal)
    case selfAnonymizationDisabled
    case passwordAlreadySet
    case sessionEnded
    case throttled(retryAfterSeconds: Int)
    case tryLater(retryAfterSeconds: Int)
    case fault

    /// The stable name in `code`; nil for field errors, which have none.
    var code: String? {
        switch self {
        case .fields, .unknown: nil
        case .parseError: "parse_error"
        case .unsupportedMediaType: "unsupported_media_type"
        case .bodyTooLarge: "body_too_large"
        case .headersTooLarge: "headers_too_large"
        case .hostNotAllowed: "host_not_allowed"
        case .notFound: "not_found"
        case .methodNotAllowed: "method_not_allowed"
        case .notAuthenticated: "not_authenticated"
        case .csrf(let refusal): refusal.code
        case .selfAnonymizationDisabled: "self_anonymization_disabled"
        case .passwordAlreadySet: "password_already_set"
        case .sessionEnded: "session_ended"
        case .throttled: "throttled"
        case .tryLater: "try_later"
        case .fault: "server_error"
        }
    }

    /// One of each, for the page of error codes and its test.
    static let examples: [Problem] =
        [
            .parseError(.form), .unsupportedMediaType, .bodyTooLarge, .headersTooLarge, .hostNotAllowed, .notFound,
            .methodNotAllowed(allowed: "GET"), .notAuthenticated, .selfAnonymizationDisabled, .passwordAlreadySet,
            .sessionEnded, .throttled(retryAfterSeconds: 1), .tryLater(retryAfterSeconds: 1), .fault,
        ] + CSRFRefusal.allCases.map(Problem.csrf)

    init(_ outage: Outage) {
        switch outage {
        case .busy(let seconds): self = .tryLater(retryAfterSeconds: seconds)
        case .unavailable: self = .tryLater(retryAfterSeconds: 2)
        case .fault: self = .fault
        }
    }
}

/// What could not be read of a request.
enum ParseFailure: Sendable, Equatable {
    /// In the words of Python's parser.
    case json(String)
    case form
    case query
    /// The framing of the body: chunks, length, transfer coding.
    case body
    case tooManyFields
}

/// Messages per field, in the order in which the fields were read.
struct FieldErrors: Error, Sendable, Equatable {
    private(set) var entries: [(field: String, messages: [Message])] = []

    /// The key of errors that belong to no single field, as in Django REST framework.
    static let general = "non_field_errors"

    init() {}

    init(_ field: String, _ messages: Message...) {
        entries = [(field, messages)]
    }

    init(_ field: String, _ messages: [Message]) {
        entries = [(field, messages)]
    }

    var isEmpty: Bool { entries.isEmpty }

    mutating func add(_ field: String, _ message: Message) {
        guard let index = entries.firstIndex(where: { $0.field == field }) else {
            entries.append((field, [message]))
            return
        }
        entries[index].messages.append(message)
    }

    static func == (left: FieldErrors, right: FieldErrors) -> Bool {
        left.entries.elementsEqual(right.entries) { $0.field == $1.field && $0.messages == $1.messages }
    }
}
