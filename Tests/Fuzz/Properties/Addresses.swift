import Foundation
import HesapDomain
import HesapPostgres

@testable import HesapHTTP
@testable import HesapMail

extension Parser {
    static let addresses = [
        Parser(text: "local_path", localPath),
        Parser(text: "public_url", publicURL),
        Parser(text: "database_url", databaseURL),
        Parser(text: "mail_url", mailURL),
    ]

    @Sendable
    private static func localPath(_ typed: String) throws {
        guard let path = LocalPath(typed) else { return }
        try claimSame(path.text, typed, "taken as it is")
        // What browsers do before they read a URL: `\` is `/`, and controls vanish (WHATWG URL, 4.4).
        let browser = typed.replacing("\\", with: "/").unicodeScalars.filter { $0.value > 0x20 }
        let isLocal = browser.first == "/" && browser.dropFirst().first != "/"
        try claim(isLocal && !typed.hasControls, "one slash at the start, for browsers too")
        let shop = URL(string: "https://shop.example/account/")
        if let resolved = URL(string: typed, relativeTo: shop) {
            try claim(resolved.host() == "shop.example" && resolved.scheme == "https", "nobody is sent elsewhere")
        }
    }

    @Sendable
    private static func publicURL(_ typed: String) throws {
        guard let url = PublicURL(typed) else { return }
        try claim(PublicURL(url.text) == url, "a URL reads itself")
        try claim(url.text.hasPrefix(url.isHTTPS ? "https://" : "http://"), "the web, by one of two ways")
        try claim(url.text.hasSuffix(url.path) && !url.path.hasSuffix("/"), "a path has no slash at its end")
        try claim(!url.origin.dropFirst(8).contains("/"), "an origin has no path")
        try claim(!url.text.utf8.contains(UInt8(ascii: "?")), "no query, even under a combining mark")
    }

    /// libpq's own parser, behind our guards.
    @Sendable
    private static func databaseURL(_ typed: String) throws {
        guard let url = PostgresURL(typed) else { return }
        try claim(!"\(url)".contains(typed), "a password is not printed")
        try claim(PostgresURL(typed) == url, "the same every time")
    }

    /// libcurl's own parser, behind our guards.
    @Sendable
    private static func mailURL(_ typed: String) throws {
        guard let url = try? MailURL(typed), case .smtp(let server) = url else { return }
        try claim((1...65_535).contains(server.port), "a port")
        try claim((1...60).contains(server.timeoutSeconds), "a mail has its time")
        try claim(server.host.utf8.allSatisfy { (0x21...0x7E).contains($0) }, "a host in ASCII")
        try claim(server.credentials == nil || !server.maySendInTheClear, "no password in the clear")
        for secret in [server.credentials?.user, server.credentials?.password].compactMap({ $0?.reveal() }) {
            try claim(!secret.isEmpty && !secret.unicodeScalars.contains { $0.value < 0x20 }, "fit for AUTH")
        }
    }
}
