import HesapHTTP

/// All start-up settings, checked.
///
/// Commands that need only a part read that part.
struct ServerConfiguration: Sendable {
    /// Every setting there is, in the order of docs/configuration.md.
    static let settings =
        DatabaseConfiguration.settings + SecretConfiguration.settings + ListenConfiguration.settings
        + SiteConfiguration.settings + TimeZoneConfiguration.settings + CookieConfiguration.settings
        + MailConfiguration.settings + PagesConfiguration.settings
        + HashingConfiguration.settings + LogConfiguration.settings

    let database: DatabaseConfiguration
    let secrets: SecretConfiguration
    let listen: ListenConfiguration
    let site: SiteConfiguration
    let timeZone: TimeZoneConfiguration
    let cookies: CookieConfiguration
    let mail: MailConfiguration
    let pages: PagesConfiguration
    let hashing: HashingConfiguration
    let log: LogConfiguration

    init(_ source: SettingsSource) throws(SettingFault) {
        database = try DatabaseConfiguration(source)
        secrets = try SecretConfiguration(source)
        listen = try ListenConfiguration(source)
        site = try SiteConfiguration(source, listen: listen)
        timeZone = try TimeZoneConfiguration(source)
        cookies = try CookieConfiguration(source, site: site)
        mail = try MailConfiguration(source)
        pages = try PagesConfiguration(source, site: site, mail: mail)
        hashing = try HashingConfiguration(source)
        log = try LogConfiguration(source)
    }

    /// Whether all who can reach the shop sit at this machine.
    ///
    /// A proxy on it, such as nginx as it comes, may look like a local browser in every header: a public address tells
    /// that there is one.
    var isLocal: Bool { listen.isLoopback && site.publicURL.isLoopback }

    var http: HTTPConfiguration {
        HTTPConfiguration(
            publicURL: site.publicURL,
            allowedHosts: site.allowedHosts,
            trustedOrigins: site.trustedOrigins,
            trustedProxies: site.trustedProxies,
            hstsIncludesSubdomains: site.hstsIncludesSubdomains,
            sessionCookieNames: cookies.sessionNames,
            sessionCookieAge: Int64(cookies.sessionAge),
            cookiesSecure: cookies.secure,
            sameSite: cookies.sameSite,
            csrfCookieName: cookies.csrfName,
            languageCookieName: cookies.languageName
        )
    }
}
