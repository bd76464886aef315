import HTTPTypes
import HesapDomain
import Hummingbird

@testable import HesapHTTP

extension Parser {
    static let headers = [
        Parser(text: "cookie", cookie),
        Parser(text: "accept_language", acceptLanguage),
        Parser(text: "accept", accept),
        Parser(text: "host", host),
        Parser(text: "forwarded", forwarded),
        Parser(text: "ip_address", address),
        Parser(text: "request_id", requestIdentifier),
    ]

    @Sendable
    private static func cookie(_ header: String) throws {
        let cookies = Cookies([header])
        var last: [[UInt8]: String] = [:]
        for pair in header.fields(at: ";") where pair.utf8.contains(UInt8(ascii: "=")) {
            let name = pair.utf8.prefix { $0 != UInt8(ascii: "=") }.filter { $0 != 0x20 && $0 != 0x09 }
            last[name] = pair
        }
        for (bytes, pair) in last where !bytes.isEmpty {
            let name = String(decoding: bytes, as: UTF8.self)
            guard let value = Cookies([pair])[name] else { continue }
            try claimSame(cookies[name], value, "the last cookie of a name counts")
            try claim(!value.utf8.contains(UInt8(ascii: ";")), "a value ends at the semicolon")
            try claimSame(Cookies(["\(name)=\"\(value)\""])[name], value, "a value in quotes is the same value")
        }
        let parts = header.fields(at: ";")
        for name in last.keys.map({ String(decoding: $0, as: UTF8.self) }) {
            try claimSame(Cookies(parts)[name], cookies[name], "one header or many, the cookies are the same")
        }
    }

    private static let multilingual: DynamicSettings = {
        var settings = DynamicSettings()
        settings.languages = LanguageCode.translated + ["en-gb", "pt-br"].compactMap(LanguageCode.init)
        return settings
    }()

    @Sendable
    private static func acceptLanguage(_ header: String) throws {
        let chosen = LanguageNegotiation.language(cookie: nil, accept: header, settings: multilingual)
        try claim(multilingual.languages.contains(chosen), "only what the shop offers is chosen")
        let remembered = LanguageNegotiation.language(cookie: header, accept: nil, settings: multilingual)
        try claim(multilingual.languages.contains(remembered), "only what the shop offers is remembered")
        if header.fields(at: ",").count < 10 {
            let behind = LanguageNegotiation.language(cookie: nil, accept: "?;q=1," + header, settings: multilingual)
            try claim(behind == chosen, "an entry that is no language changes nothing")
        }
        guard let code = LanguageCode(header) else { return }
        try claim(code.tag.utf8.allSatisfy { $0 < 0x80 } && code.tag == code.tag.lowercased(), "tags are lower case")
        try claim(LanguageCode(code.tag) == code, "a tag reads itself")
        try claim(LanguageCode(code.primary.tag) == code.primary, "so does its first part")
    }

    @Sendable
    private static func accept(_ header: String) throws {
        let plain = header.lowercased().filter { $0 != " " && $0 != "\t" }
        if MediaPreference.wantsHTML(accept: header) {
            try claim(plain.contains("html"), "nobody gets a page who did not name one")
        }
        let first = MediaPreference.wantsHTML(accept: "text/html," + header)
        try claim(first, "a page that is wanted in full is outweighed by nothing")
        let none = MediaPreference.wantsHTML(accept: "text/html;q=0," + header.replacing("html", with: "text"))
        try claim(!none || plain.contains("html"), "a page that is not wanted is not sent")
    }

    @Sendable
    private static func requestIdentifier(_ header: String) throws {
        guard let accepted = RequestIdentifiers.accepted(header) else { return }
        try claimSame(accepted, header, "taken as it is")
        try claim(accepted.utf8.count <= 64 && !accepted.hasControls, "fit for a log")
    }
}

// MARK: - Who asks, and whom

extension Parser {
    @Sendable
    private static func host(_ header: String) throws {
        guard let host = HostHeader(header) else { return }
        try claim(HostHeader(host.text) == host, "a host reads itself")
        try claim(host.matches(.any), "matches the pattern for all")
        try claim(host.matches(HostPattern(host.name)) || host.name.hasPrefix("."), "matches its name")
        let isBelow = host.matches(.domain(".shop.example"))
        try claim(!isBelow || host.name.hasSuffix("shop.example"), "no stranger is a subdomain")
        // Django's `host_validation_re`.
        let name = host.text.prefix { $0 != "]" }
        if name.first == "[" {
            try claim(name.contains(":"), "in brackets there is an IPv6 address")
        } else {
            let isName = host.name.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789.-".utf8.contains($0) }
            try claim(isName, "letters, digits, dots and hyphens only")
        }
    }

    /// Four lines: `Host`, `X-Forwarded-For`, `X-Forwarded-Proto`, `X-Forwarded-Host`.
    @Sendable
    private static func forwarded(_ lines: String) throws {
        let lines = lines.fields(at: "\n") + ["", "", "", ""]
        var head = HTTPRequest(method: .get, scheme: "http", authority: lines[0], path: "/")
        head.headerFields[.xForwardedFor] = lines[1]
        head.headerFields[.xForwardedProto] = lines[2]
        head.headerFields[.xForwardedHost] = lines[3]
        let request = Request(head: head, body: RequestBody(buffer: .init()))
        // Blanks at its ends are gone now, as they are when it comes from a socket.
        let typed = HostHeader(head.authority ?? "")
        let proxies = ["10.0.0.0/8", "fd00::/8"].compactMap(AddressRange.init)
        let direct = ClientConnection(request, peer: "192.0.2.1", trustedProxies: proxies)
        let plain = ClientConnection(isHTTPS: false, host: typed)
        try claim(direct == plain, "nobody but a proxy is believed")
        let relayed = ClientConnection(request, peer: "10.0.0.1", trustedProxies: proxies)
        if let client = relayed.forwardedFor {
            try claimSame(IPAddress(client)?.text, client, "a client has an address")
            try claim(!proxies.contains { $0.contains(client) }, "a proxy is no client")
        }
        try claim(!relayed.isHTTPS || lines[2].lowercased().contains("https"), "https was said")
        try claim(relayed.host == typed || lines[3] != "", "a host was said")
    }

    @Sendable
    private static func address(_ text: String) throws {
        if let range = AddressRange(text) {
            let typed = text.fields(at: "/")[0]
            try claim(range.contains(typed), "a network holds its own address")
        }
        guard let address = IPAddress(text) else { return }
        try claim(address.bytes.count == 4 || address.bytes.count == 16, "four bytes or sixteen")
        try claim(IPAddress(address.text) == address, "an address reads itself")
        try claim(AddressRange(address.text)?.contains(text) == true, "one spelling holds the other")
        try claim(AddressRange(address.network)?.contains(text) == true, "an address is in its network")
    }
}
