import HesapHTTP

/// Under which names shoppers reach the shop, and who may speak for it.
struct SiteConfiguration: Sendable {
    static let publicURL = Setting<PublicURL>.choice(
        "PUBLIC_URL",
        "an address such as https://shop.example, without ? and #",
        default: .derived("http://HOST:PORT"),
        help: "Where shoppers reach Hesap. Every mailed link starts with it; the Host header is never used for that.",
        parse: { PublicURL($0) }
    )
    static let allowedHosts = Setting.list(
        "ALLOWED_HOSTS",
        of: "host names, .domain for all below one, or *",
        default: .derived("host of PUBLIC_URL, localhost, 127.0.0.1, [::1]"),
        help: "Host headers that are answered, without ports. As Django's ALLOWED_HOSTS.",
        parse: hostPattern
    )
    static let trustedOrigins = Setting.list(
        "CSRF_TRUSTED_ORIGINS",
        of: "origins such as https://shop.example or https://*.shop.example",
        default: .written(""),
        help: "Other origins whose pages may send forms here. As Django's CSRF_TRUSTED_ORIGINS.",
        parse: origin
    )
    static let trustedProxies = Setting.list(
        "TRUSTED_PROXIES",
        of: "IP addresses or networks such as 10.0.0.0/8",
        default: .written(""),
        help: "Proxies that may set X-Forwarded-For, -Proto and -Host. From all others these headers are ignored."
    ) { text throws(SettingRefusal) in
        guard let range = AddressRange(text) else {
            throw SettingRefusal("has an entry that is no IP address or network")
        }
        return range
    }
    static let hstsSubdomains = Setting.flag(
        "SECURE_HSTS_INCLUDE_SUBDOMAINS",
        default: .written("false"),
        help: "Whether browsers shall use https for every host below that of PUBLIC_URL, too. As Django's setting."
    )
    static let settings = [
        publicURL.description, allowedHosts.description, trustedOrigins.description, trustedProxies.description,
        hstsSubdomains.description,
    ]

    let publicURL: PublicURL
    let allowedHosts: [HostPattern]
    let trustedOrigins: [String]
    let trustedProxies: [AddressRange]
    let hstsIncludesSubdomains: Bool

    init(_ source: SettingsSource, listen: ListenConfiguration) throws(SettingFault) {
        if let url = try source.readIfSet(Self.publicURL) {
            publicURL = url
        } else {
            publicURL = try Self.standardURL(listen, source)
        }
        allowedHosts =
            try source.readIfSet(Self.allowedHosts)
            ?? [.name(publicURL.host), .name("localhost"), .name("127.0.0.1"), .name("[::1]")]
        trustedOrigins = try source.read(Self.trustedOrigins)
        trustedProxies = try source.read(Self.trustedProxies)
        hstsIncludesSubdomains = try source.read(Self.hstsSubdomains)
    }

    private static func standardURL(
        _ listen: ListenConfiguration,
        _ source: SettingsSource
    ) throws(SettingFault) -> PublicURL {
        let host = listen.host.contains(":") ? "[\(listen.host)]" : listen.host
        guard let url = PublicURL("http://\(host):\(listen.port)") else {
            throw SettingFault(
                place: source.place(of: ListenConfiguration.host.description),
                reason: "cannot stand in a URL; set PUBLIC_URL"
            )
        }
        return url
    }

    @Sendable
    private static func hostPattern(_ text: String) throws(SettingRefusal) -> HostPattern {
        let pattern = text.lowercased()
        if pattern == "*" { return .any }
        let name = pattern.hasPrefix(".") ? pattern.dropFirst() : pattern[...]
        guard !name.isEmpty, name.hasPrefix("[") == name.hasSuffix("]") else {
            throw SettingRefusal("has an entry that is no host name")
        }
        guard name.hasPrefix("[") || !name.contains(":") else {
            throw SettingRefusal("has an entry with a scheme or port; give the host name alone")
        }
        guard !name.contains(where: { $0 == "/" || $0 == "*" || $0.isWhitespace }) else {
            throw SettingRefusal("has an entry that is no host name; only * alone and a leading dot are patterns")
        }
        return HostPattern(pattern)
    }

    @Sendable
    private static func origin(_ text: String) throws(SettingRefusal) -> String {
        let origin = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: { origin.hasPrefix($0) }) else {
            throw SettingRefusal("has an entry without https:// or http://")
        }
        let rest = origin.dropFirst(scheme.count)
        let host = rest.hasPrefix("*.") ? rest.dropFirst(2) : rest
        guard let url = PublicURL(scheme + host), url.text == scheme + host, !host.contains("/"), !host.contains("*")
        else {
            throw SettingRefusal(
                "has an entry that is no origin, such as https://shop.example or https://*.shop.example"
            )
        }
        return origin
    }
}
