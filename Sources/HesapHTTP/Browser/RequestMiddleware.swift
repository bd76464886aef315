import HTTPTypes
import HesapDomain
import Hummingbird
import Logging

/// The outermost layer: request id, limits, host check, log line, metrics, security headers, and the answer to errors.
final class RequestMiddleware: RouterMiddleware {
    private let configuration: HTTPConfiguration
    private let settings: @Sendable () -> DynamicSettings
    private let metrics: Metrics
    private let identifiers: RequestIdentifiers
    private let standardHeaders: StandardHeaders

    init(
        configuration: HTTPConfiguration,
        settings: @escaping @Sendable () -> DynamicSettings,
        metrics: Metrics,
        identifiers: RequestIdentifiers
    ) {
        self.configuration = configuration
        self.settings = settings
        self.metrics = metrics
        self.identifiers = identifiers
        standardHeaders = StandardHeaders(configuration)
    }

    func handle(
        _ request: Request,
        context: ShopContext,
        next: @concurrent (Request, ShopContext) async throws -> Response
    ) async throws -> Response {
        let started = ContinuousClock.now
        var context = context
        context.facts = facts(of: request, peer: context.peerAddress)
        let completed = context
        return await RequestID.$current.withValue(completed.facts.requestID) {
            var response = await answer(to: request, completed, next)
            addHeaders(to: &response, completed, request)
            report(request, completed, response, ContinuousClock.now - started)
            return request.method == .head ? response.createHeadResponse() : response
        }
    }

    private func facts(of request: Request, peer: @autoclosure () -> String) -> RequestFacts {
        let cookies = Cookies(request.headers[values: .cookie])
        return RequestFacts(
            settings: settings(),
            connection: ClientConnection(request, peer: peer(), trustedProxies: configuration.trustedProxies),
            cookies: cookies,
            pages: configuration.pages,
            pagePath: request.method == .get ? LocalPath(request.uri.string)?.text : nil,
            accept: request.headers.value(.accept),
            acceptLanguage: request.headers.value(.acceptLanguage),
            languageCookie: cookies[configuration.languageCookieName],
            userAgent: request.headers.value(.userAgent),
            requestID: RequestIdentifiers.accepted(request.headers.value(.xRequestID)) ?? identifiers.next()
        )
    }

    private func answer(
        to request: Request,
        _ context: ShopContext,
        _ next: @concurrent (Request, ShopContext) async throws -> Response
    ) async -> Response {
        do {
            try check(request, context)
            return try await next(request, context)
        } catch {
            return context.answer(to: error)
        }
    }

    private func check(_ request: Request, _ context: ShopContext) throws(Problem) {
        let size = request.headers.reduce(request.uri.string.utf8.count) {
            $0 + $1.name.rawName.utf8.count + $1.value.utf8.count
        }
        guard size <= Limits.headerBytes else { throw .headersTooLarge }
        guard let host = context.connection.host, configuration.allowedHosts.contains(where: host.matches) else {
            throw .hostNotAllowed
        }
    }

    private func addHeaders(to response: inout Response, _ context: ShopContext, _ request: Request) {
        let isResetPath: (String) -> Bool = { $0.hasPrefix("/users/reset/") }
        let isResetPage = isResetPath(request.uri.path) || isResetPath(context.endpointPath ?? "")
        var headers = isResetPage ? standardHeaders.ofResetPages : standardHeaders.ofAll
        headers.reserveCapacity(headers.count + response.headers.count + 1)
        for field in response.headers where headers.contains(field.name) {
            headers[field.name] = nil
        }
        for field in response.headers {
            headers.append(field)
        }
        headers.append(HTTPField(name: .xRequestID, value: context.facts.requestID))
        response.headers = headers
    }

    private func report(
        _ request: Request,
        _ context: ShopContext,
        _ response: Response,
        _ duration: Duration
    ) {
        // The route's pattern, never the path: that may hold a token.
        let route = context.endpointPath ?? "unmatched"
        let method = KnownMethod.name(request.method)
        metrics.count(method: method, route: route, status: response.status.code, duration: duration)
        let (seconds, attoseconds) = duration.components
        let microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
        context.logger.info(
            "request",
            metadata: [
                "method": "\(method)", "route": "\(route)", "status": "\(response.status.code)",
                "us": "\(microseconds)",
            ]
        )
    }
}

/// A method's name for logs and metrics; a client may send any word, and each would be a new time series.
enum KnownMethod {
    private static let all: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]

    static func name(_ method: HTTPRequest.Method) -> String {
        all.contains(method) ? method.rawValue : "other"
    }
}

extension ShopContext {
    /// Any error as a response in the client's language: a page for a browser, JSON for everybody else.
    func answer(to error: any Error) -> Response {
        let problem = Problem(thrown: error)
        if wantsPage, let pages { return pages.response(to: problem, in: self) }
        return problem.response(in: language, requestID: facts.requestID)
    }
}

extension Problem {
    /// What a client is told of any error; the cause goes to the log.
    init(thrown error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let errors as FieldErrors: self = .fields(errors)
        case let outage as Outage:
            self = Problem(outage)
            Logger.current.log(level: self == .fault ? .error : .warning, "outage", metadata: ["reason": "\(outage)"])
        case let error as any HTTPResponseError where error.status == .contentTooLarge: self = .bodyTooLarge
        case let error as any HTTPResponseError where error.status == .notFound: self = .notFound
        default:
            self = .fault
            Logger.current.error("unexpected error", metadata: ["type": "\(type(of: error))"])
        }
    }
}
