package import DjangoCompat
import HesapDomain
package import HesapTexts
import HTTPTypes
import Hummingbird
import NIOCore

/// The shopper's pages: templates, look and files, prepared once at the start.
package final class Pages: Sendable {
    let look: Look
    let style: Asset
    let script: Asset
    let logo: Asset?
    /// The path of `PUBLIC_URL`, for a proxy that puts Hesap below one; empty for most shops.
    let base: String
    private let templates: TemplateSet
    private let cookies: CookieWriter
    private let random: RandomBytes
    /// The shop's offset from UTC at a moment, both in seconds.
    private let utcOffset: @Sendable (Int64) -> Int64

    /// - Throws: `TemplateFault` when a template of the shop's cannot be used.
    package init(
        _ configuration: HTTPConfiguration,
        look: Look,
        folder: TemplateFolder = .none,
        random: @escaping RandomBytes,
        utcOffset: @escaping @Sendable (Int64) -> Int64 = { _ in 0 }
    ) throws(TemplateFault) {
        templates = try Self.templates(folder)
        self.look = look
        style = Asset.style(look, folder)
        script = Asset("pages", "js", type: "text/javascript; charset=utf-8", PackageResources.pages_js)
        logo = look.logo.map { Asset("logo", $0.suffix, type: $0.type, $0.bytes) }
        base = configuration.publicURL.path
        cookies = CookieWriter(configuration: configuration)
        self.random = random
        self.utcOffset = utcOffset
    }

    /// Whether a shop's templates can be used.
    ///
    /// - Throws: `TemplateFault` naming the first that cannot.
    package static func check(_ folder: TemplateFolder) throws(TemplateFault) {
        _ = try templates(folder)
    }

    private static func templates(_ folder: TemplateFolder) throws(TemplateFault) -> TemplateSet {
        let builtIn = Dictionary(uniqueKeysWithValues: PageTemplate.allCases.map { ($0.rawValue, $0.source) })
        let sources = try folder.replacing(builtIn, in: "pages", files: ["style.css"])
        do {
            return try TemplateSet(sources, output: .html)
        } catch {
            throw TemplateFault(name: "pages/\(error.name).mustache", reason: error.reason)
        }
    }

    var assets: [Asset] { [style, script] + (logo.map { [$0] } ?? []) }

    /// A moment in the shop's time zone and the reader's language.
    func text(of moment: Timestamp, in language: LanguageCode) -> String {
        LocalFormat(language).moment(moment, utcOffset: utcOffset(moment.seconds))
    }
}

// MARK: Answers

extension Pages {
    func response(
        showing page: any Page,
        to request: Request,
        in context: ShopContext,
        _ form: FilledForm
    ) async throws -> Response {
        switch try await page.answer(to: request, in: context, form) {
        case .page(let view): response(view, in: context)
        case .elsewhere(let destination): redirect(to: destination)
        }
    }

    func response(_ view: PageView, in context: ShopContext) -> Response {
        var values = shared(view, context).merging(view.values) { $1 }
        let notice = context.browser.cookies[CookieWriter.noticeName].flatMap(Notice.init(rawValue:))
        if let notice { values["notice"] = Self.text(of: notice, view, context) }
        var response = Response.page(templates.render(view.template.rawValue, values), hasFrames: view.hasFrames)
        // Shown once.
        if notice != nil { response.headers.append(HTTPField(name: .setCookie, value: cookies.clearedNotice())) }
        return response
    }

    /// The page for a refusal that belongs to no form.
    func response(to problem: Problem, in context: ShopContext) -> Response {
        let plain = problem.response(in: context.language, requestID: context.facts.requestID)
        var response = response(ErrorPage.view(of: problem, in: context), in: context)
        response.status = plain.status
        for name in [HTTPField.Name.allow, .retryAfter, .wwwAuthenticate, .connection] {
            response.headers[name] = plain.headers[name]
        }
        return response
    }

    /// 303: the browser fetches the next page with GET, whatever it has just sent.
    func redirect(to destination: PageDestination) -> Response {
        let path = destination.isWhole ? destination.path : base + destination.path
        var response = Response(status: .seeOther, headers: [.location: path])
        if let notice = destination.notice {
            response.headers.append(HTTPField(name: .setCookie, value: cookies.notice(notice)))
        }
        return response
    }

    /// Comes back to the page after signing in, unless what was asked for changes something.
    func redirectToLogin(from request: Request) -> Response {
        guard request.method == .get || request.method == .head else {
            return redirect(to: .login.telling(.signInAgain))
        }
        let path = PercentEncoding.encode(base + request.uri.path, keeping: [UInt8(ascii: "/")])
        return redirect(to: PageDestination(path: "/account/login/?next=\(path)", notice: .signInFirst))
    }

    /// A notice may name what the page shows anyway, such as the city.
    private static func text(of notice: Notice, _ view: PageView, _ context: ShopContext) -> String? {
        let variables = view.values.compactMapValues { ($0 as? String).map(TextVariable.text) }
        let text = Catalogue.of(context.language).text(notice.key, in: .pages, variables)
        return text.contains("{{") ? nil : text
    }

    /// What every page shows.
    private func shared(_ view: PageView, _ context: ShopContext) -> [String: Any] {
        let texts = Catalogue.of(context.language)
        let secret = context.browser.csrfSecret(random: random)
        var values: [String: Any] = [
            "lang": texts.language.tag, "dir": texts.language.direction, "shop": look.name, "home": look.url,
            "base": base, "style": base + style.path, "script": base + script.path,
            "csrf": secret.masked(random: random), "t": texts.plainTexts(in: .pages),
            "title": view.title ?? texts.text("\(view.template.rawValue)_title", in: .pages),
            "languages": Self.languages(context),
        ]
        if let path = context.pagePath { values["path"] = base + path }
        if let logo { values["logo"] = base + logo.path }
        if let place = view.place { values["nav_\(place.rawValue)"] = true }
        // Without a session there is no form that could work, such as on the page for an unknown address.
        if context.openBrowser != nil { values["open"] = true }
        if let account = context.browser.visit.account { values["signed_in"] = Self.owner(account) }
        return values
    }

    private static func owner(_ account: Account) -> [String: String] {
        let name = [account.firstName, account.lastName].filter { !$0.isEmpty }.joined(separator: " ")
        return ["name": name.isEmpty ? account.email : name, "email": account.email]
    }

    private static func languages(_ context: ShopContext) -> [[String: Any]] {
        let current = context.language
        return context.settings.languages.map { language in
            ["tag": language.tag, "name": language.nativeName, "current": language == current]
        }
    }
}

extension Response {
    /// `frame-ancestors`, `base-uri` and `form-action` do not fall back to `default-src`, so they are said.
    private static let contentSecurityPolicy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

    fileprivate static func page(_ markup: String, hasFrames: Bool) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
                .contentSecurityPolicy: contentSecurityPolicy + (hasFrames ? "; frame-src 'self'" : ""),
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: markup))
        )
    }
}

extension Asset {
    /// The style sheet with the shop's colours before it; a shop's own sheet takes its place.
    fileprivate static func style(_ look: Look, _ folder: TemplateFolder) -> Asset {
        let sheet = folder.file("pages/style.css") ?? String(decoding: PackageResources.style_css, as: UTF8.self)
        return Asset("style", "css", type: "text/css; charset=utf-8", Array((look.styleSheet + sheet).utf8))
    }
}
