import Foundation
import HTTPTypes
import Hummingbird

@testable import HesapHTTP

extension Parser {
    /// Where an unsafe request came from, as its headers say.
    static let origins = [
        Parser(text: "origin", origin),
        Parser(text: "referer", referer),
    ]

    private static let connection = ClientConnection(
        isHTTPS: true,
        host: HostHeader("shop.example")
    )

    private static func csrf() throws -> CSRFGuard {
        guard let url = PublicURL("https://shop.example") else { throw Violation(description: "a shop has a URL") }
        let configuration = HTTPConfiguration(
            publicURL: url,
            allowedHosts: [.name("shop.example")],
            trustedOrigins: ["https://*.example.net", "https://app.example.org:8443"]
        )
        return CSRFGuard(configuration: configuration)
    }

    @Sendable
    private static func origin(_ header: String) throws {
        guard try csrf().isTrusted(header, connection) else { return }
        try claim(isFriend(header), "another shop is no origin of ours")
    }

    @Sendable
    private static func referer(_ header: String) throws {
        var head = HTTPRequest(method: .post, scheme: "https", authority: "shop.example", path: "/")
        head.headerFields[.referer] = header
        let request = Request(head: head, body: RequestBody(buffer: .init()))
        guard try csrf().refererRefusal(request, connection) == nil else { return }
        try claim(isFriend(request.headers[.referer] ?? ""), "another shop does not send forms to ours")
    }

    /// By a parser that is not ours; what it does not take for a URL, no browser sends.
    private static func isFriend(_ text: String) -> Bool {
        guard let url = URL(string: text), let host = url.host()?.lowercased() else { return true }
        guard url.scheme?.lowercased() == "https" else { return false }
        if host == "app.example.org" { return url.port == 8443 }
        let isOurs = host == "shop.example" || host == "example.net" || host.hasSuffix(".example.net")
        return isOurs && (url.port ?? 443) == 443
    }
}
