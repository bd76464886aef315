import HTTPTypes
import HesapDomain
import Hummingbird
import Logging

/// The outermost layer: request id, limits, host check, log line, metrics, security headers, and the answer to errors.
struct RequestMiddleware: RouterMiddleware {
    let configuration: HTTPConfiguration
    let settings: @Sendable () -> DynamicSettings
    let metrics: Metrics
    let identifiers: RequestIdentifiers

    func handle(
        _ request: Request,
        context: ShopContext,
        next: @concurrent (Request, ShopContext) async throws -> Response
    ) async throws -> Response {
        let started = ContinuousClock.now
        let completed = complete(context, for: request)
        var logger = context.logger
        logger[metadataKey: "request_id"] = "\(completed.origin.requestID)"
        var response = await withLogger(logger) { _ in
            await answer(to: request, completed, next)
        }
        addHeaders(to: &response, completed, request)
        report(request, completed, response, ContinuousClock.now - started, logger)
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func complete(_ context: ShopContext, for request: Request) -> ShopContext {
        let facts = RequestFacts(
            settings: settings(),
            connection: ClientConnection(
                request,
                peer: context.peerAddress,
                trustedProxies: configuration.trustedProxies
            ),
            cookies: Cookies(request.headers[values: .cookie]),
            pages: configuration.pages,
            pagePath: request.method == .get ? LocalPath(request.uri.string)?.text : nil,
            accept: request.headers.value(.accept)
        )
        var completed = context
        completed.facts = facts
        completed.origin = RequestOrigin(
            address: facts.connection.address,
            network: Self.network(of: facts.connection.address),
            userAgent: Self.printable(request.headers.value(.userAgent) ?? ""),
            requestID: RequestIdentifiers.accepted(request.headers.value(.xRequestID))
                ?? identifiers.next(),
            // For what is answered before the session is open.
            language: LanguageNegotiation.language(
                cookie: facts.cookies[configuration.languageCookieName],
                accept: request.headers.value(.acceptLanguage),
                settings: facts.settings
            )
        )
        return completed
    }

    /// Nil for IPv4, where each address counts by itself.
    private static func network(of address: String) -> String? {
        address.utf8.contains(UInt8(ascii: ":")) ? IPAddress(address)?.network : nil
    }

    /// At most 200 characters, without those that a terminal would obey.
    private static func printable(_ header: String) -> String {
        // Nearly every header as it is: looking at characters costs more than the rest of a small request.
        if header.utf8.count <= 200, header.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return header }
        return String(header.filter { !String($0).containsControlCharacters }.prefix(200))
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

    /// Made once: each header that is made is checked byte by byte.
    private enum Header {
        static let always = [
            HTTPField(name: .xContentTypeOptions, value: "nosniff"),
            HTTPField(name: .crossOriginOpenerPolicy, value: "same-origin"),
            // For browsers that do not know `frame-ancestors`; Django sends it, too.
            HTTPField(name: .xFrameOptions, value: "DENY"),
        ]
        static let noReferrer = HTTPField(name: .referrerPolicy, value: "no-referrer")
        static let ownReferrer = HTTPField(name: .referrerPolicy, value: "same-origin")
        static let httpsOnly = HTTPField(name: .strictTransportSecurity, value: "max-age=31536000")
        static let httpsBelowToo = HTTPField(
            name: .strictTransportSecurity,
            value: "max-age=31536000; includeSubDomains"
        )
        static let nothingActive = HTTPField(
            name: .contentSecurityPolicy,
            value: "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
        )
        static let notStored = HTTPField(name: .cacheControl, value: "no-store")
        // A refusal is a page or JSON, whatever the path answers.
        static let varyOfPages = HTTPField(name: .vary, value: "Accept, Cookie, Accept-Language")
        static let vary = HTTPField(name: .vary, value: "Cookie, Accept-Language")
    }

    private func addHeaders(to response: inout Response, _ context: ShopContext, _ request: Request) {
        response.headers.append(contentsOf: Header.always)
        response.headers.append(HTTPField(name: .xRequestID, value: context.origin.requestID))
        // The path of a reset link holds the token; a Referer would carry it to other hosts.
        let isResetPath: (String) -> Bool = { $0.hasPrefix("/users/reset/") }
        let isResetPage = isResetPath(request.uri.path) || isResetPath(context.endpointPath ?? "")
        response.headers.append(isResetPage ? Header.noReferrer : Header.ownReferrer)
        // Not from a shop on http, since browsers would be locked out.
        if configuration.publicURL.isHTTPS {
            response.headers.append(configuration.hstsIncludesSubdomains ? Header.httpsBelowToo : Header.httpsOnly)
        }
        // Pages bring their own; nothing else is to be drawn, framed or run, whatever a browser takes it for.
        response.headers.addMissing(Header.nothingActive)
        response.headers.addMissing(Header.notStored)
        response.headers.addMissing(context.pages == nil ? Header.vary : Header.varyOfPages)
    }

    private func report(
        _ request: Request,
        _ context: ShopContext,
        _ response: Response,
        _ duration: Duration,
        _ logger: Logger
    ) {
        // The route's pattern, never the path: that may hold a token.
        let route = context.endpointPath ?? "unmatched"
        let method = KnownMethod.name(request.method)
        metrics.count(method: method, route: route, status: response.status.code, duration: duration)
        let microseconds = duration.components.seconds * 1_000_000 + duration.components.attoseconds / 1_000_000_000_000
        logger.info(
            "request",
            metadata: [
                "method": "\(method)", "route": "\(route)", "status": "\(response.status.code)",
                "us": "\(microseconds)",
            ]
        )
    }
}

extension HTTPFields {
    /// Adds a header unless the answer has one of that name.
    fileprivate mutating func addMissing(_ field: HTTPField) {
        if !contains(field.name) { append(field) }
    }
}

/// A method's name for logs and metrics; a client may send any word, and each would be a new time series.
enum KnownMethod {
    private static let all: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .patch, .delete, .options]

    static func name(_ method: HTTPRequest.Method) -> String {
        all.contains(method) ? method.rawValue : "other"
    }
}

extension ShopContext {
    /// Any error as a response in the client's language: a page for a browser, JSON for everybody else.
    func answer(to error: any Error) -> Response {
        let problem = Problem(thrown: error)
        if wantsPage, let pages { return pages.response(to: problem, in: self) }
        return problem.response(in: origin.language, requestID: origin.requestID)
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
