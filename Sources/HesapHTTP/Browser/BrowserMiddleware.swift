import DjangoCompat
import HTTPTypes
import HesapDomain
import Hummingbird

/// Opens the browser's session, checks CSRF of unsafe methods, and sends the cookies that the endpoint's work calls for.
struct BrowserMiddleware: RouterMiddleware {
    private static let safeMethods: Set<HTTPRequest.Method> = [.get, .head, .options, .trace]

    let configuration: HTTPConfiguration
    let visits: Visits

    func handle(
        _ request: Request,
        context: ShopContext,
        next: @concurrent (Request, ShopContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let cookies = Cookies(request.headers[values: .cookie])
        var request = request
        if !Self.safeMethods.contains(request.method) {
            context.form = try await Form.read(&request)
            if let refusal = CSRFGuard(configuration: configuration).refusal(
                of: request,
                context: context,
                cookies: cookies
            ) {
                throw Problem.csrf(refusal)
            }
        }
        let visit = try await visits.open(sessionKeys(in: cookies)).repaired(for: context.settings)
        context.browser = Browser(visit: visit, cookies: cookies, csrf: csrfSecret(in: cookies))
        await visits.noteUse(of: visit)
        var response = await answer(request, context, next)
        // A shared cache may hand a public answer to everybody, with its cookies.
        if response.headers[.cacheControl]?.hasPrefix("public") != true { setCookies(on: &response, context.browser) }
        return response
    }

    /// Refusals become responses here, inside, so that cookies are set for them too.
    private func answer(
        _ request: Request,
        _ context: ShopContext,
        _ next: @concurrent (Request, ShopContext) async throws -> Response
    ) async -> Response {
        do {
            return try await next(request, context)
        } catch {
            return context.answer(to: error)
        }
    }

    /// In the order of the names; a browser that sends the same key twice is looked up once.
    private func sessionKeys(in cookies: Cookies) -> [SessionKey] {
        configuration.sessionCookieNames.compactMap { cookies[$0].flatMap(SessionKey.init) }.reduce(into: []) {
            if !$0.contains($1) { $0.append($1) }
        }
    }

    private func csrfSecret(in cookies: Cookies) -> CSRFSecret? {
        cookies[configuration.csrfCookieName].flatMap(CSRFSecret.secret(fromCookie:))
    }

    private func setCookies(on response: inout Response, _ browser: Browser) {
        let writer = CookieWriter(configuration: configuration)
        let changes = browser.changes
        var lines: [String] = []
        if changes.session, let key = changes.visit.key {
            lines += writer.session(key.text)
        } else if changes.visit.key == nil,
            configuration.sessionCookieNames.contains(where: { browser.cookies[$0] != nil })
        {
            // The browser holds an id that names no session: it may as well forget it.
            lines += writer.clearedSession()
        }
        if let secret = changes.csrf { lines.append(writer.csrf(secret.text)) }
        response.headers.append(contentsOf: lines.map { HTTPField(name: .setCookie, value: $0) })
    }
}
