import HTTPTypes
import HesapDomain
import Hummingbird

/// How the client reached us: directly, or through proxies that are trusted to say so.
struct ClientConnection: Sendable, Equatable {
    /// The client's address as a trusted proxy says; nil when the client is the one at the other end.
    let forwardedFor: String?
    let isHTTPS: Bool
    /// The `Host` header as the client sent it; nil when it is missing or malformed.
    let host: HostHeader?

    static let unknown = ClientConnection(isHTTPS: false, host: nil)

    /// `https://shop.example`, as the browser writes it in `Origin`.
    var ownOrigin: String? {
        host.map { "\(isHTTPS ? "https" : "http")://\(HostHeader.withoutDefaultPort($0.text, isHTTPS: isHTTPS))" }
    }

    init(forwardedFor: String? = nil, isHTTPS: Bool, host: HostHeader?) {
        self.forwardedFor = forwardedFor
        self.isHTTPS = isHTTPS
        self.host = host
    }

    /// Believes `X-Forwarded-*` only from a trusted proxy: anybody else could invent an address for the throttles.
    ///
    /// The peer's address is not made a text of where there is no proxy to compare it with.
    init(_ request: Request, peer: @autoclosure () -> String, trustedProxies: [AddressRange]) {
        let isTrusted: (String) -> Bool = { address in trustedProxies.contains { $0.contains(address) } }
        // The first Host is the authority; a second one is an attempt to be two hosts to two readers (RFC 9112).
        let isAmbiguous = request.headers.contains(.host)
        let direct = isAmbiguous ? nil : HostHeader(request.head.authority ?? "")
        guard !trustedProxies.isEmpty, isTrusted(peer()) else {
            self.init(isHTTPS: false, host: direct)
            return
        }
        let forwarded = request.headers[values: .xForwardedFor].flatMap(Self.list)
        // From the right, the first that is not a proxy of ours: what stands further left was written by the client.
        let client = forwarded.last { !isTrusted($0) }.flatMap(IPAddress.init)?.text
        let proto = request.headers[values: .xForwardedProto].flatMap(Self.list).last?.lowercased()
        let host = request.headers[values: .xForwardedHost].flatMap(Self.list).last.flatMap(HostHeader.init)
        self.init(forwardedFor: client, isHTTPS: proto == "https", host: host ?? direct)
    }

    private static func list(_ header: String) -> [String] {
        header.split(separator: ",").map { String($0).trimmingWhitespace() }
    }
}

extension HTTPField.Name {
    static let host = HTTPField.Name(validated: "Host")
    static let xForwardedFor = HTTPField.Name(validated: "X-Forwarded-For")
    static let xForwardedProto = HTTPField.Name(validated: "X-Forwarded-Proto")
    static let xForwardedHost = HTTPField.Name(validated: "X-Forwarded-Host")
    static let xRequestID = HTTPField.Name(validated: "X-Request-ID")
    static let xCSRFToken = HTTPField.Name(validated: "X-CSRFToken")
    static let xCurrency = HTTPField.Name(validated: "x-currency")
    static let referrerPolicy = HTTPField.Name(validated: "Referrer-Policy")
    static let xFrameOptions = HTTPField.Name(validated: "X-Frame-Options")
    static let crossOriginOpenerPolicy = HTTPField.Name(validated: "Cross-Origin-Opener-Policy")

    /// For names that are known to be well formed.
    private init(validated name: String) {
        guard let name = HTTPField.Name(name) else { preconditionFailure("not a header name") }
        self = name
    }
}
