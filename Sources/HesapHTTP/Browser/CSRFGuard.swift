import DjangoCompat
import HTTPTypes
import Hummingbird

/// Why an unsafe request was not let through.
///
/// Each message names the header or cookie, and the setting that helps.
enum CSRFRefusal: String, Sendable, CaseIterable {
    case origin, noReferer, malformedReferer, insecureReferer, referer, noCookie, cookie, noToken, token

    var code: String {
        switch self {
        case .origin: "csrf_origin"
        case .noReferer: "csrf_referer_missing"
        case .malformedReferer: "csrf_referer_malformed"
        case .insecureReferer: "csrf_referer_insecure"
        case .referer: "csrf_referer"
        case .noCookie: "csrf_cookie_missing"
        case .cookie: "csrf_cookie"
        case .noToken: "csrf_token_missing"
        case .token: "csrf_token"
        }
    }
}

/// Django's `CsrfViewMiddleware`, check by check and in its order.
struct CSRFGuard: Sendable {
    static let formField = "csrfmiddlewaretoken"

    let configuration: HTTPConfiguration

    func refusal(of request: Request, context: ShopContext, cookie: CSRFCookie) -> CSRFRefusal? {
        if let origin = request.headers.value(.origin) {
            guard isTrusted(origin, context.connection) else { return .origin }
        } else if context.connection.isHTTPS || configuration.publicURL.isHTTPS,
            let refusal = refererRefusal(request, context.connection)
        {
            return refusal
        }
        return tokenRefusal(request, context, cookie)
    }

    func isTrusted(_ origin: String, _ connection: ClientConnection) -> Bool {
        if origin == connection.ownOrigin || origin == configuration.publicURL.origin { return true }
        return configuration.trustedOrigins.contains { Self.matches(origin, pattern: $0) }
    }

    /// `https://*.example.com` stands for every subdomain and, as in Django, for the domain itself.
    private static func matches(_ origin: String, pattern: String) -> Bool {
        guard let star = pattern.firstRange(of: "://*.") else { return origin == pattern }
        let scheme = String(pattern[..<star.lowerBound]) + "://"
        let domain = pattern[star.upperBound...]
        guard origin.hasPrefix(scheme) else { return false }
        let host = origin.dropFirst(scheme.count)
        // A host and nothing else: `evil.example?.example.com` only ends like a subdomain.
        guard HostHeader(String(host)) != nil else { return false }
        return host == domain || host.hasSuffix("." + domain)
    }

    /// Over https a browser always sends a Referer, and a man in the middle of some http page cannot forge it.
    func refererRefusal(_ request: Request, _ connection: ClientConnection) -> CSRFRefusal? {
        guard let referer = request.headers.value(.referer) else { return .noReferer }
        let parts = referer.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 3, parts[0].hasSuffix(":"), parts[1].isEmpty, !parts[2].isEmpty else {
            return .malformedReferer
        }
        guard parts[0].lowercased() == "https:" else { return .insecureReferer }
        let host = HostHeader.withoutDefaultPort(parts[2].lowercased(), isHTTPS: true)
        // As in Django the scheme of a trusted origin plays no part here: the Referer is known to be https.
        let isNamed = configuration.trustedOrigins.contains { Self.matches("http://" + host, pattern: $0) }
        return isNamed || isTrusted("https://" + host, connection) ? nil : .referer
    }

    private func tokenRefusal(_ request: Request, _ context: ShopContext, _ cookie: CSRFCookie) -> CSRFRefusal? {
        guard let secret = cookie.secret else { return cookie.isUnreadable ? .cookie : .noCookie }
        let submitted = context.form.csrfToken ?? request.headers.value(.xCSRFToken) ?? ""
        guard !submitted.isEmpty else { return .noToken }
        return secret.defect(of: submitted) == nil ? nil : .token
    }
}

/// What the browser sent as its CSRF cookie.
struct CSRFCookie {
    let secret: CSRFSecret?
    let isUnreadable: Bool

    init(_ value: String?) {
        secret = value.flatMap(CSRFSecret.secret(fromCookie:))
        isUnreadable = value != nil && secret == nil
    }
}
