/// What the HTTP layer is told at start-up.
///
/// Section 7 of the contract names the settings.
package struct HTTPConfiguration: Sendable {
    package enum SameSite: String, Sendable, CaseIterable {
        case lax = "Lax"
        case strict = "Strict"
        case none = "None"
    }

    package var publicURL: PublicURL
    package var allowedHosts: [HostPattern]
    /// Origins such as `https://shop.example` or `https://*.shop.example`.
    package var trustedOrigins: [String]
    package var trustedProxies: [AddressRange]
    package var hstsIncludesSubdomains: Bool
    /// In the order in which they are read; all of them are set.
    package var sessionCookieNames: [String]
    package var sessionCookieAge: Int64
    package var cookiesSecure: Bool
    package var sameSite: SameSite
    package var csrfCookieName: String
    /// Nil where `HESAP_PAGES=off`.
    package var pages: Pages?
    package var languageCookieName: String

    package init(
        publicURL: PublicURL,
        allowedHosts: [HostPattern],
        trustedOrigins: [String] = [],
        trustedProxies: [AddressRange] = [],
        hstsIncludesSubdomains: Bool = false,
        sessionCookieNames: [String] = ["sessionid", "osessionid"],
        sessionCookieAge: Int64 = 1_209_600,
        cookiesSecure: Bool = false,
        sameSite: SameSite = .lax,
        csrfCookieName: String = "csrftoken",
        languageCookieName: String = "django_language"
    ) {
        self.publicURL = publicURL
        self.allowedHosts = allowedHosts
        self.trustedOrigins = trustedOrigins
        self.trustedProxies = trustedProxies
        self.hstsIncludesSubdomains = hstsIncludesSubdomains
        self.sessionCookieNames = sessionCookieNames
        self.sessionCookieAge = sessionCookieAge
        self.cookiesSecure = cookiesSecure
        self.sameSite = sameSite
        self.csrfCookieName = csrfCookieName
        self.languageCookieName = languageCookieName
    }
}

/// Where shoppers reach the shop: scheme, host, perhaps a port and a path; no trailing slash.
package struct PublicURL: Sendable, Equatable {
    package let text: String
    /// `https://shop.example:8443`, as browsers write it in `Origin`.
    package let origin: String
    package let isHTTPS: Bool
    package let host: String
    /// Only browsers on this machine can follow it.
    package var isLoopback: Bool { HostHeader(host)?.isLoopback == true }
    /// What stands after host and port: empty, or `/below`.
    package let path: String

    package init?(_ typed: String) {
        let text = String(typed.reversed().drop { $0 == "/" }.reversed())
        guard let scheme = ["https://", "http://"].first(where: text.lowercased().hasPrefix) else { return nil }
        let rest = text.dropFirst(scheme.utf8.count)
        let authority = String(rest.prefix { $0 != "/" }).lowercased()
        let isForeign: (Unicode.Scalar) -> Bool = { $0 == "?" || $0 == "#" || $0.properties.isWhitespace }
        guard let host = HostHeader(authority), !text.unicodeScalars.contains(where: isForeign) else { return nil }
        path = String(rest.dropFirst(authority.count))
        self.text = scheme + authority + path
        origin = scheme + HostHeader.withoutDefaultPort(authority, isHTTPS: scheme == "https://")
        isHTTPS = scheme == "https://"
        self.host = host.name
    }
}
