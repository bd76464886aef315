import HTTPTypes
import HesapDomain
import HesapTestKit
import Hummingbird
import Testing

@testable import HesapHTTP

@Suite("The local mailbox")
struct MailboxPageTests {
    struct Mails: SentMails {
        let mails: [SentMail]

        func newest(_ limit: Int) async throws(MailFailure) -> [SentMail] { Array(mails.prefix(limit)) }
        func find(_ id: SentMailID) async throws(MailFailure) -> SentMail? { mails.first { $0.id == id } }
    }

    private static func browser(_ mails: (any SentMails)?) async throws -> PageBrowser {
        let browser = try await PageBrowser()
        browser.storefront.sentMails = mails
        return browser
    }

    private static func mails() throws -> Mails {
        let headers = [("Subject", "<b>Your link</b>"), ("To", "ayse@example.com"), ("Date", "today")]
        return Mails(mails: [
            SentMail(
                id: try #require(SentMailID("0001-ab")),
                headers: headers.map { SentMail.Header(name: $0.0, value: $0.1) },
                text: "Open\n\nhttp://shop.example.com/users/reset/MQ/abc/?a=1&b=\"2\n\nnow",
                html: "<p><a href=\"http://shop.example.com/users/reset/MQ/abc/\">Open</a></p>"
            )
        ])
    }

    /// In the router's tests a request has no peer, as little as it has one of this machine.
    private static func local(_ path: String) -> Call { Call.get(path).host("localhost:8080") }

    @Test("is not there where mail is real")
    func off() async throws {
        let browser = try await Self.browser(nil)
        #expect(try await browser.answer(to: Self.local("/dev/mailbox/")).status == 404)
    }

    @Test("is for a browser on the same machine only")
    func strangers() async throws {
        let browser = try await Self.browser(try Self.mails())
        for path in ["/dev/mailbox/", "/dev/mailbox/0001-ab/", "/dev/mailbox/0001-ab/html/"] {
            // The router's tests have no peer address, which counts as a stranger.
            #expect(try await browser.answer(to: Self.local(path)).status == 404)
        }
    }

    @Test(
        "who counts as local",
        arguments: [
            ("127.0.0.1", "localhost:8080", nil, true), ("::1", "[::1]:8080", nil, true),
            ("127.0.0.2", "127.0.0.1", nil, true), ("127.0.0.1", "shop.example.com", nil, false),
            ("192.168.1.5", "localhost", nil, false), ("127.0.0.1", "localhost", "10.0.0.1", false),
            ("127.0.0.1", "localhost.evil.example", nil, false), ("::ffff:127.0.0.1", "localhost", nil, true),
        ] as [(String, String, String?, Bool)]
    )
    func local(_ peer: String, _ host: String, _ forwarded: String?, _ isLocal: Bool) {
        let connection = ClientConnection(isHTTPS: false, host: HostHeader(host))
        var headers = HTTPFields()
        if let forwarded { headers[.xForwardedFor] = forwarded }
        #expect(LocalBrowser.isLocal(connection, peer: peer, headers) == isLocal)
    }

    @Test(
        "a proxy's header of any kind makes a stranger",
        arguments: ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via", "Forwarded"]
    )
    func proxies(_ name: String) throws {
        let connection = ClientConnection(isHTTPS: false, host: HostHeader("localhost"))
        let headers: HTTPFields = [try #require(HTTPField.Name(name)): "x"]
        #expect(!LocalBrowser.isLocal(connection, peer: "127.0.0.1", headers))
    }

    @Test("links of a mail are links, and everything else is text")
    func parts() {
        let parts = MailboxMailPage.parts(of: "a http://x/?a=1&b=<2> b https://y\nc")
        #expect(
            parts == [
                ["text": "a "], ["link": "http://x/?a=1&b=<2>"], ["text": " b "], ["link": "https://y"],
                ["text": "\nc"],
            ]
        )
    }

    @Test(
        "an id that is no name of ours finds no file",
        arguments: ["..", "a/b", "", "A", "0001.eml", String(repeating: "a", count: 65)]
    )
    func ids(_ text: String) {
        #expect(SentMailID(text) == nil)
    }
}
