import Hummingbird
import Testing

@testable import HesapHTTP

struct ClientConnectionTests {
    struct Hop: Sendable {
        var peer = "10.0.0.1"
        var forwardedFor: [String] = []
        var proto: String?
        var host: String?
        let expected: ClientConnection
    }

    @Test("forwarded headers are believed from trusted proxies only", arguments: hops)
    func reads(_ hop: Hop) throws {
        var fields = HTTPFields()
        for line in hop.forwardedFor { fields.add("X-Forwarded-For", line) }
        if let proto = hop.proto { fields.add("X-Forwarded-Proto", proto) }
        if let host = hop.host { fields.add("X-Forwarded-Host", host) }
        let head = HTTPRequest(
            method: .get,
            scheme: "http",
            authority: "direct.example",
            path: "/",
            headerFields: fields
        )
        let proxies = ["10.0.0.0/8", "fd00::/8"].compactMap(AddressRange.init)
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
        #expect(ClientConnection(request, peer: hop.peer, trustedProxies: proxies) == hop.expected)
    }

    private static func connection(
        _ forwardedFor: String? = nil,
        isHTTPS: Bool = false,
        host: String = "direct.example"
    ) -> ClientConnection {
        ClientConnection(forwardedFor: forwardedFor, isHTTPS: isHTTPS, host: HostHeader(host))
    }

    private static let hops = [
        Hop(expected: connection()),
        Hop(peer: "192.0.2.1", expected: connection()),
        Hop(
            peer: "192.0.2.1",
            forwardedFor: ["198.51.100.7"],
            proto: "https",
            host: "evil.example",
            expected: connection()
        ),
        Hop(
            forwardedFor: ["198.51.100.7"],
            proto: "https",
            host: "shop.example",
            expected: connection("198.51.100.7", isHTTPS: true, host: "shop.example")
        ),
        // What the client wrote itself stands left of what the proxy added.
        Hop(forwardedFor: ["1.1.1.1, 198.51.100.7"], expected: connection("198.51.100.7")),
        Hop(forwardedFor: ["1.1.1.1", "198.51.100.7, 10.9.9.9"], expected: connection("198.51.100.7")),
        Hop(forwardedFor: ["10.0.0.2, 10.0.0.3"], expected: connection()),
        Hop(forwardedFor: ["unknown"], expected: connection()),
        Hop(forwardedFor: ["198.51.100.7:4711"], expected: connection()),
        Hop(forwardedFor: [", ,"], expected: connection()),
        Hop(peer: "fd00::1", forwardedFor: ["2001:db8::7"], expected: connection("2001:db8::7")),
        Hop(proto: "https, http", expected: connection()),
        Hop(proto: "wss", expected: connection()),
        Hop(host: "a.example, b.example", expected: connection(host: "b.example")),
        Hop(host: "not a host", expected: connection()),
        Hop(peer: "unknown", forwardedFor: ["198.51.100.7"], expected: connection()),
    ]

    @Test("the own origin is what a browser writes", arguments: origins)
    func ownOrigin(_ row: [String]) {
        let connection = ClientConnection(isHTTPS: row[0] == "https", host: HostHeader(row[1]))
        #expect(connection.ownOrigin == row[2])
    }

    private static let origins = [
        ["http", "Shop.Example", "http://shop.example"], ["http", "shop.example:80", "http://shop.example"],
        ["http", "shop.example:443", "http://shop.example:443"], ["https", "shop.example:443", "https://shop.example"],
        ["https", "shop.example:80", "https://shop.example:80"], ["http", "[::1]:8080", "http://[::1]:8080"],
    ]
}

struct HostHeaderTests {
    @Test("a Host is a name or an address, perhaps with a port", arguments: wellFormed)
    func accepts(_ row: [String]) throws {
        let host = try #require(HostHeader(row[0]))
        #expect(host.name == row[1])
    }

    private static let wellFormed = [
        ["shop.example", "shop.example"], ["SHOP.example:8080", "shop.example"], ["shop.example.", "shop.example"],
        ["127.0.0.1:1", "127.0.0.1"], ["[::1]", "[::1]"], ["[2001:DB8::1]:443", "[2001:db8::1]"],
        ["localhost", "localhost"],
    ]

    @Test("anything else is none", arguments: malformed)
    func refuses(_ text: String) {
        #expect(HostHeader(text) == nil)
    }

    private static let malformed = [
        "", ":80", "shop.example:", "shop.example:http", "shop.example:123456", "shop.example:80:80", "a b",
        "user@shop.example", "shop.example/", "shop.example\r\nX: y", "şop.example", "a_b.example", "[::1", "[zz]",
        "[]", "[1.2]",
        "[::1]x", "[::1]:", String(repeating: "a", count: 256),
    ]

    @Test("allowed hosts are Django's patterns", arguments: patterns)
    func matches(_ row: Pattern) throws {
        #expect(try #require(HostHeader(row.host)).matches(HostPattern(row.pattern)) == row.matches)
    }

    struct Pattern: Sendable {
        let pattern: String
        let host: String
        let matches: Bool

        init(_ pattern: String, _ host: String, _ matches: Bool) {
            (self.pattern, self.host, self.matches) = (pattern, host, matches)
        }
    }

    private static let patterns = [
        Pattern("shop.example", "shop.example", true), Pattern("SHOP.example", "shop.EXAMPLE:81", true),
        Pattern("shop.example", "a.shop.example", false), Pattern(".shop.example", "a.b.shop.example", true),
        Pattern(".shop.example", "shop.example", true), Pattern(".shop.example", "xshop.example", false),
        Pattern("*", "anything.example", true), Pattern("[::1]", "[::1]:8080", true),
        Pattern("shop.example", "shop.example.", true),
    ]
}

struct AddressTests {
    @Test("addresses are brought into one spelling", arguments: spellings)
    func spelling(_ row: [String]) {
        #expect(IPAddress(row[0])?.text == row[1])
    }

    private static let spellings = [
        ["192.0.2.1", "192.0.2.1"], ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"], ["::FFFF:192.0.2.1", "192.0.2.1"],
        ["::", "::"],
    ]

    @Test(
        "what is no address is none",
        arguments: [
            "", "192.0.2", "192.0.2.256", "192.0.2.1 ", "192.0.2.1\0", "0x7f.1", "1", "::g", "[::1]", "fe80::1%eth0",
        ]
    )
    func refuses(_ text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test("a range holds its own addresses", arguments: ranges)
    func contains(_ row: Range) throws {
        #expect(try #require(AddressRange(row.range)).contains(row.address) == row.isInside)
    }

    struct Range: Sendable {
        let range: String
        let address: String
        let isInside: Bool

        init(_ range: String, _ address: String, _ isInside: Bool) {
            (self.range, self.address, self.isInside) = (range, address, isInside)
        }
    }

    private static let ranges = [
        Range("10.0.0.0/8", "10.255.255.255", true), Range("10.0.0.0/8", "11.0.0.0", false),
        Range("192.0.2.128/25", "192.0.2.128", true), Range("192.0.2.128/25", "192.0.2.127", false),
        Range("192.0.2.1", "192.0.2.1", true), Range("192.0.2.1", "192.0.2.2", false),
        Range("192.0.2.1/31", "192.0.2.0", true), Range("0.0.0.0/0", "8.8.8.8", true),
        Range("0.0.0.0/0", "::1", false), Range("::/0", "8.8.8.8", false), Range("::/0", "fe80::1", true),
        Range("fd00::/9", "fd7f::1", true), Range("fd00::/9", "fd80::1", false),
        Range("10.0.0.0/8", "::ffff:10.0.0.1", true), Range("10.0.0.0/8", "unknown", false),
    ]

    @Test(
        "a malformed range is refused at start",
        arguments: [
            "", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "::/129", "10.0.0.0/8/8", "proxy.example",
            "10.0.0.0/x",
        ]
    )
    func refusesRange(_ text: String) {
        #expect(AddressRange(text) == nil)
    }
}

struct PublicURLTests {
    @Test("the public address is read into its parts", arguments: parts)
    func reads(_ row: [String]) throws {
        let url = try #require(PublicURL(row[0]))
        #expect([url.text, url.origin, url.host] == Array(row.dropFirst()))
        #expect(url.isHTTPS == row[1].hasPrefix("https"))
    }

    private static let parts = [
        ["https://shop.example", "https://shop.example", "https://shop.example", "shop.example"],
        ["https://shop.example/", "https://shop.example", "https://shop.example", "shop.example"],
        ["HTTPS://Shop.Example:443/tr//", "https://shop.example:443/tr", "https://shop.example", "shop.example"],
        ["http://localhost:8080", "http://localhost:8080", "http://localhost:8080", "localhost"],
        ["http://[::1]:8080", "http://[::1]:8080", "http://[::1]:8080", "[::1]"],
    ]

    @Test(
        "anything else is refused at start",
        arguments: [
            "", "shop.example", "ftp://shop.example", "https://", "https://a b", "https://a/?x", "https://a/#x",
            "https://u@a",
        ]
    )
    func refuses(_ text: String) {
        #expect(PublicURL(text) == nil)
    }
}
