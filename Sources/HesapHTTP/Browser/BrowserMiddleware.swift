import DjangoCompat
import HTTPTypes
import HesapDomain
import Hummingbird

/// Opens the browser's session, checks CSRF of unsafe methods, and sends the cookies that the endpoint's work calls for.
///
/// An object, as `RequestMiddleware` is: as a value it has 568 bytes.
final class BrowserMiddleware: RouterMiddleware {
    private static let safeMethods: [HTTPRequest.Method] = [.get, .head, .options, .trace]

    private let configuration: HTTPConfiguration
    private let cookieWriter: CookieWriter
    private let csrfGuard: CSRFGuard
    private let visits: Visits
    private let random: RandomBytes
    private let use: SessionUse

    init(configuration: HTTPConfiguration, visits: Visits, random: @escaping RandomBytes, use: SessionUse) {
        self.configuration = configuration
        self.cookieWriter = CookieWriter(configuration: configuration)
        self.csrfGuard = CSRFGuard(configuration: configuration)
        self.visits = visits
        self.random = random
        self.use = use
    }

    func handle(
        _ request: Request,
        context: ShopContext,
        next: @concurrent (Request, ShopContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let csrf = CSRFCookie(context.cookies[configuration.csrfCookieName])
        if !Self.safeMethods.contains(request.method) {
            context.form = try await Form.read(request)
            if let refusal = csrfGuard.refusal(of: request, context: context, cookie: csrf) {
                return refused(refusal, csrf, context)
            }
        }
        let keys = sessionKeys(in: context.cookies)
        var visit: Visit
        if use == .edit, let recalled = visits.recall(keys) {
            visit = recalled
        } else {
            visit = try await visits.open(keys)
        }
        var response = await answer(request, &context, as: visit, csrf, next)
        // No write has proved what was remembered, so the answer may be wrong. One that blames the server is not, and who
        // is too busy should not do everything twice.
        if context.browser.visit.isRecalled, response.status.kind != .serverError {
            visit = try await visits.open(keys)
            response = await answer(request, &context, as: visit, csrf, next)
        }
        complete(&response, of: visit, context)
        return response
    }

    // Not inlined, as the other steps here that wait for nothing: what they need for a moment would be kept in the step
    // that waits.
    @inline(never)
    private func admit(_ visit: Visit, _ csrf: CSRFCookie, to context: inout ShopContext) {
        context.openBrowser = browser(visit, csrf, context.cookies)
        context.profileLanguage = visit.language.flatMap { LanguageNegotiation.offered($0, settings: context.settings) }
    }

    @inline(never)
    private func complete(_ response: inout Response, of visit: Visit, _ context: ShopContext) {
        // The old key is worth nothing any more, so the new one has to reach the browser with whatever it asked for.
        if visit.isRenewed { response.headers[.cacheControl] = "no-store" }
        // A shared cache may hand a public answer to everybody, with its cookies.
        let isPublic = response.headers.value(.cacheControl)?.hasPrefix("public") == true
        if !isPublic { setCookies(in: &response.headers, context.browser) }
    }

    /// As in Django a cookie that holds no secret is replaced by any answer, a refusal too: otherwise a browser with a
    /// damaged one could never send a form again.
    ///
    /// The session is not looked up for a request that may not be the shopper's.
    @inline(never)
    private func refused(_ refusal: CSRFRefusal, _ csrf: CSRFCookie, _ context: ShopContext) -> Response {
        var context = context
        context.openBrowser = browser(.unknown, csrf, context.cookies)
        var response = context.answer(to: Problem.csrf(refusal))
        if let secret = context.browser.changes.csrf { cookieWriter.csrf(secret, in: &response.headers) }
        return response
    }

    private func browser(_ visit: Visit, _ csrf: CSRFCookie, _ cookies: Cookies) -> Browser {
        let browser = Browser(visit: visit, cookies: cookies, csrf: csrf.secret)
        if csrf.isUnreadable { browser.rotateCSRF(random: random) }
        return browser
    }

    /// Refusals become responses here, inside, so that cookies are set for them too.
    private func answer(
        _ request: Request,
        _ context: inout ShopContext,
        as visit: Visit,
        _ csrf: CSRFCookie,
        _ next: @concurrent (Request, ShopContext) async throws -> Response
    ) async -> Response {
        admit(visit.repaired(for: context.settings), csrf, to: &context)
        await visits.noteUse(of: visit, origin: context.origin)
        do {
            return try await next(request, context)
        } catch {
            return context.answer(to: error)
        }
    }

    /// In the order of the names; a browser that sends the same key twice is looked up once.
    private func sessionKeys(in cookies: Cookies) -> [SessionKey] {
        var keys: [SessionKey] = []
        for name in configuration.sessionCookieNames {
            guard let key = cookies[name].flatMap(SessionKey.init), !keys.contains(key) else { continue }
            keys.append(key)
        }
        return keys
    }

    private func setCookies(in headers: inout HTTPFields, _ browser: Browser) {
        let changes = browser.changes
        if changes.session, let key = changes.visit.key {
            let age = visits.cookieAge(of: changes.visit, standard: configuration.sessionCookieAge)
            cookieWriter.session(key.text, maxAge: age, in: &headers)
        } else if changes.visit.key == nil,
            configuration.sessionCookieNames.contains(where: { browser.cookies[$0] != nil })
        {
            // The browser holds an id that names no session: it may as well forget it.
            cookieWriter.clearedSession(in: &headers)
        }
        if let secret = changes.csrf { cookieWriter.csrf(secret, in: &headers) }
        if let language = changes.language { cookieWriter.language(language, in: &headers) }
    }
}
