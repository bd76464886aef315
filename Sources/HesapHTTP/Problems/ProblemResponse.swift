import DjangoCompat
package import HTTPTypes
import HesapDomain
import Hummingbird

extension Problem {
    /// The one place where a refusal becomes status, headers and body.
    func response(in language: LanguageCode, requestID: String) -> Response {
        var response = Response.json(body(in: language, requestID: requestID), status: status)
        switch self {
        case .methodNotAllowed(let allowed): response.headers[.allow] = allowed
        case .throttled(let seconds), .tryLater(let seconds): response.headers[.retryAfter] = String(max(1, seconds))
        // RFC 9110 asks for a challenge; a scheme that no browser knows keeps it from asking for a password itself.
        case .notAuthenticated: response.headers[.wwwAuthenticate] = "Session realm=\"hesap\""
        case .bodyTooLarge, .headersTooLarge, .parseError(.body): response.headers[.connection] = "close"
        default: break
        }
        return response
    }

    var status: HTTPResponse.Status {
        switch self {
        case .fields, .parseError, .hostNotAllowed, .sessionEnded: .badRequest
        case .unsupportedMediaType: .unsupportedMediaType
        case .bodyTooLarge: .contentTooLarge
        case .headersTooLarge: .requestHeaderFieldsTooLarge
        case .notFound, .unknown: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .notAuthenticated: .unauthorized
        case .csrf, .selfAnonymizationDisabled, .passwordAlreadySet: .forbidden
        case .throttled: .tooManyRequests
        case .tryLater: .serviceUnavailable
        case .fault: .internalServerError
        }
    }

    func body(in language: LanguageCode, requestID: String) -> JSONValue {
        guard let errors = fieldErrors else {
            var members: [JSONValue.Member] = [
                .init("detail", .string(message.text(in: language))), .init("code", .string(code ?? "")),
            ]
            if self == .fault { members.append(.init("request_id", .string(requestID))) }
            return .object(members)
        }
        return .object(
            errors.entries.map { entry in
                .init(entry.field, .array(entry.messages.map { .string($0.text(in: language)) }))
            }
        )
    }

    private var fieldErrors: FieldErrors? {
        switch self {
        case .fields(let errors), .unknown(let errors): errors
        default: nil
        }
    }

    private var message: Message {
        switch self {
        case .fields, .unknown: .invalid
        case .parseError(let reason): .parseError(reason)
        case .unsupportedMediaType: .unsupportedMediaType
        case .bodyTooLarge: .bodyTooLarge(kibibytes: Limits.bodyBytes / 1024)
        case .headersTooLarge: .headersTooLarge(kibibytes: Limits.headerBytes / 1024)
        case .hostNotAllowed: .hostNotAllowed
        case .notFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .notAuthenticated: .notAuthenticated
        case .csrf(let refusal): .csrf(refusal)
        case .selfAnonymizationDisabled: .selfAnonymizationDisabled
        case .passwordAlreadySet: .passwordAlreadySet
        case .sessionEnded: .sessionEnded
        case .throttled(let seconds): .throttled(seconds: seconds)
        case .tryLater: .tryLater
        case .fault: .fault
        }
    }
}

extension Response {
    static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> Response {
        let body = value.encoded(ascii: false)
        return Response(
            status: status,
            headers: [.contentType: "application/json; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body))
        )
    }

    static func empty(_ status: HTTPResponse.Status) -> Response {
        status == .noContent ? noContent : Response(status: status)
    }

    /// Without content there is no length to tell (RFC 9110, 8.6); Hummingbird would tell that it is none.
    private static let noContent = {
        var response = Response(status: .noContent)
        response.headers[.contentLength] = nil
        return response
    }()
}

package enum Limits {
    /// A form of ours is below 2 KB; Django's own default of 2.5 MB would let a few clients fill the memory.
    package static let bodyBytes = 64 * 1024

    /// Whether the head of a request announces more than that.
    package static func isBodyTooLong(_ headers: HTTPFields) -> Bool {
        headers.value(.contentLength).flatMap { Int($0) } ?? 0 > bodyBytes
    }

    /// What nginx and gunicorn allow by default, so that a client that works here works behind them.
    static let headerBytes = 32 * 1024
    /// The largest form of ours has 13; checking one field is linear in their number.
    static let fields = 100
}
