import HesapDomain
import HesapTestKit
import Hummingbird
import HummingbirdTesting
import Testing

@testable import HesapHTTP

struct CSRFRefererTests {
    private static let write = Call.post("/users/activate-currency/", #"{"currency_code":"USD"}"#)

    struct Sender: Sendable {
        let referer: String?
        let code: String?

        init(_ referer: String?, _ code: String? = nil) {
            (self.referer, self.code) = (referer, code)
        }
    }

    @Test("a shop on https wants a Referer of its own where there is no Origin", arguments: senders)
    func referer(_ sender: Sender) async throws {
        let storefront = try await Storefront(publicURL: "https://shop.example.com") { configuration in
            configuration.trustedOrigins = [
                "https://app.example.org:8443", "https://*.example.net", "http://old.example.org",
            ]
        }
        var call = Self.write
        if let referer = sender.referer { call = call.header("Referer", referer) }
        let answer = try await storefront.answer(to: call)
        #expect(answer.status == (sender.code == nil ? 204 : 403))
        #expect(answer.code == sender.code)
        #expect(storefront.shop.store.rows.sessions.isEmpty == (sender.code != nil))
    }

    private static let senders = [
        Sender("https://shop.example.com/"), Sender("https://shop.example.com"),
        Sender("https://shop.example.com/a/b?c=https://evil.example/"), Sender("https://SHOP.example.com/"),
        Sender("https://shop.example.com:443/"), Sender("https://app.example.org:8443/x"),
        // As in Django, which looks at the host of a trusted origin only; over http its pages stay untrusted.
        Sender("https://old.example.org/"), Sender("http://old.example.org/", "csrf_referer_insecure"),
        Sender("https://a.example.net/"), Sender("https://example.net/"),
        Sender(nil, "csrf_referer_missing"), Sender("", "csrf_referer_malformed"),
        Sender("about:blank", "csrf_referer_malformed"), Sender("shop.example.com", "csrf_referer_malformed"),
        Sender("//shop.example.com/", "csrf_referer_malformed"), Sender("https:///path", "csrf_referer_malformed"),
        Sender("https://", "csrf_referer_malformed"), Sender("https:/shop.example.com/", "csrf_referer_malformed"),
        Sender("http://shop.example.com/", "csrf_referer_insecure"),
        Sender("ftp://shop.example.com/", "csrf_referer_insecure"), Sender("https://evil.example/", "csrf_referer"),
        Sender("https://shop.example.com.evil.example/", "csrf_referer"),
        Sender("https://evil.example/https://shop.example.com/", "csrf_referer"),
        Sender("https://shop.example.com@evil.example/", "csrf_referer"),
        Sender("https://shop.example.com:8443/", "csrf_referer"), Sender("https://app.example.org/", "csrf_referer"),
        Sender("https://evilexample.net/", "csrf_referer"),
        Sender("https://evil.example?.example.net/", "csrf_referer"),
        Sender("https://evil.example#.example.net", "csrf_referer"),
    ]

    @Test("a trusted Origin makes a Referer unnecessary, a foreign one is not outweighed by it")
    func originFirst() async throws {
        let storefront = try await Storefront(publicURL: "https://shop.example.com")
        let own = Self.write.header("Origin", "https://shop.example.com")
        #expect(try await storefront.answer(to: own).status == 204)
        let foreign = Self.write.header("Origin", "https://evil.example")
        let answer = try await storefront.answer(to: foreign.header("Referer", "https://shop.example.com/"))
        #expect(answer.code == "csrf_origin")
    }

    @Test("a good Referer does not stand for a token")
    func refererAlone() async throws {
        let storefront = try await Storefront(publicURL: "https://shop.example.com")
        let call = Self.write.withoutCSRF().header("Referer", "https://shop.example.com/")
        #expect(try await storefront.answer(to: call).code == "csrf_cookie_missing")
    }

    @Test("a shop on http asks for no Referer")
    func http() async throws {
        let storefront = try await Storefront()
        #expect(try await storefront.answer(to: Self.write.header("Referer", "https://evil.example/")).status == 204)
    }
}

/// Over a real socket, because only a connection has an address that can be a proxy's.
struct TrustedProxyTests {
    struct Hop: Sendable {
        let proxies: [String]
        let headers: [(String, String)]
        /// What the answer says about the unsafe request behind it.
        let status: Int
        var code: String?
    }

    @Test("only a trusted proxy says that the shopper came over https", arguments: hops)
    func proto(_ hop: Hop) async throws {
        let storefront = try await Storefront { configuration in
            configuration.trustedProxies = hop.proxies.compactMap(AddressRange.init)
        }
        var call = Call.post("/users/activate-currency/", #"{"currency_code":"USD"}"#)
        for (name, value) in hop.headers { call = call.header(name, value) }
        let answer = try await storefront.liveAnswer(to: call)
        #expect(answer.status == hop.status)
        #expect(answer.code == hop.code)
    }

    private static let loopback = ["127.0.0.0/8", "::1"]
    private static let hops = [
        Hop(proxies: [], headers: [("X-Forwarded-Proto", "https")], status: 204),
        Hop(proxies: ["10.0.0.0/8"], headers: [("X-Forwarded-Proto", "https")], status: 204),
        Hop(proxies: loopback, headers: [], status: 204),
        Hop(proxies: loopback, headers: [("X-Forwarded-Proto", "http")], status: 204),
        Hop(
            proxies: loopback,
            headers: [("X-Forwarded-Proto", "https")],
            status: 403,
            code: "csrf_referer_missing"
        ),
        Hop(
            proxies: loopback,
            headers: [("X-Forwarded-Proto", "http, HTTPS")],
            status: 403,
            code: "csrf_referer_missing"
        ),
        Hop(
            proxies: loopback,
            headers: [("X-Forwarded-Proto", "https"), ("Referer", "https://localhost/")],
            status: 204
        ),
        Hop(
            proxies: loopback,
            headers: [
                ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "shop.example.com"),
                ("Origin", "https://shop.example.com"),
            ],
            status: 204
        ),
        Hop(
            proxies: [],
            headers: [("X-Forwarded-Proto", "https"), ("Origin", "https://localhost")],
            status: 403,
            code: "csrf_origin"
        ),
        Hop(
            proxies: loopback,
            headers: [("X-Forwarded-Host", "evil.example")],
            status: 400,
            code: "host_not_allowed"
        ),
        Hop(proxies: [], headers: [("X-Forwarded-Host", "evil.example")], status: 204),
    ]

    @Test("the address that is throttled and listed comes from the nearest proxy that is not ours", arguments: chains)
    func address(_ chain: [String]) async throws {
        let storefront = try await Storefront { configuration in
            configuration.trustedProxies = (Self.loopback + ["10.0.0.0/8"]).compactMap(AddressRange.init)
        }
        _ = try await storefront.enter(as: .visitor)
        let call = SignInEndpointTests.login("ayse@example.com").header("X-Forwarded-For", chain[0])
        #expect(try await storefront.liveAnswer(to: call).status == 200)
        let address = storefront.shop.store.rows.sessions.values.first?.owner?.address
        #expect(address == chain[1])
    }

    private static let chains = [
        ["192.0.2.9", "192.0.2.9"], ["198.51.100.1, 192.0.2.9", "192.0.2.9"], ["192.0.2.9, 10.1.2.3", "192.0.2.9"],
        ["192.0.2.9,10.1.2.3 , 127.0.0.1", "192.0.2.9"], ["2001:DB8:0:0::1", "2001:db8::1"],
        ["::ffff:192.0.2.9", "192.0.2.9"],
    ]
}

extension Storefront {
    /// Sends a request over a loopback socket; the `Host` is `localhost`.
    func liveAnswer(to call: Call) async throws -> Answer {
        let application = Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
        return try await application.test(.live) { client in
            Answer(
                try await client.execute(
                    uri: call.path,
                    method: call.method,
                    headers: call.fields,
                    body: call.buffer
                )
            )
        }
    }
}
