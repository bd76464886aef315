import Foundation
import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import HesapServer

@Suite("One request after the other")
struct ConnectionHandlerTests {
    private static let get = TestConnection.head("GET /a HTTP/1.1", "Host: h")
    private static let next = TestConnection.head("GET /next HTTP/1.1", "Host: h")

    private static func post(_ lines: String..., version: String = "HTTP/1.1") -> String {
        (["POST /a \(version)", "Host: h"] + lines + ["", ""]).joined(separator: "\r\n")
    }

    @Test("a request is handed on when the one before is answered")
    func oneByOne() throws {
        let connection = try TestConnection()
        try connection.send(Self.get + Self.post("Content-Length: 4") + "body" + Self.next)
        #expect(connection.handedOn() == ["GET /a for h"])
        connection.answer()
        #expect(connection.handedOn() == ["POST /a for h", "body"])
        connection.answer()
        #expect(connection.handedOn() == ["GET /next for h"])
        connection.answer()
        #expect(try connection.sent().components(separatedBy: "HTTP/1.1 204").count == 4)
        #expect(connection.isOpen)
    }

    @Test("a body that comes after its request's answer does not hold up the next request")
    func earlyAnswer() throws {
        let connection = try TestConnection()
        try connection.send(Self.post("Content-Length: 65537"))
        connection.answer(.contentTooLarge)
        try connection.send(String(repeating: "x", count: 65537) + Self.next)
        #expect(connection.handedOn() == ["POST /a for h", "GET /next for h"])
    }

    /// RFC 9112, 9.6.
    @Test("behind an answer that says close no request is handed on, and the connection ends")
    func answerSaysClose() throws {
        let connection = try TestConnection()
        try connection.send(Self.get + Self.next)
        connection.answer(.contentTooLarge, isLast: true)
        #expect(connection.handedOn() == ["GET /a for h"])
        #expect(try connection.sent().contains("Connection: close"))
        #expect(!connection.isOpen)
    }

    @Test("a request after which nothing can be told apart, or that wants to be the last, is", arguments: last)
    func isLast(request: String) throws {
        let connection = try TestConnection()
        try connection.send(request + Self.next)
        connection.answer()
        #expect(connection.handedOn().filter { $0 != "body" }.count == 1)
        let sent = try connection.sent()
        #expect(sent.contains("Connection: close"), "\(sent)")
        #expect(!connection.isOpen)
    }

    private static let last = [
        TestConnection.head("GET /a HTTP/1.1", "Host: h", "Connection: close"),
        TestConnection.head("GET /a HTTP/1.1", "Host: h", "Connection: Close"),
        TestConnection.head("GET /a HTTP/1.1", "Host: h", "Connection: x, close"),
        TestConnection.head("GET /a HTTP/1.0", "Host: h"),
        // What `curl --http2` and Java's client send first. The parser never reads on behind these.
        TestConnection.head("GET /a HTTP/1.1", "Host: h", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c"),
        post("Connection: Upgrade", "Upgrade: websocket", "Content-Length: 4") + "body",
        TestConnection.head("CONNECT h:80 HTTP/1.1", "Host: h"),
    ]

    @Test("HTTP/1.0 with keep-alive stays, and is told so")
    func oldKeepAlive() throws {
        let connection = try TestConnection()
        try connection.send(TestConnection.head("GET /a HTTP/1.0", "Host: h", "Connection: keep-alive") + Self.next)
        connection.answer()
        #expect(try connection.sent().contains("Connection: keep-alive"))
        #expect(connection.handedOn().count == 2)
    }

    /// RFC 9112, 6.1; two readers could see the request's end in two places.
    @Test(
        "a request whose end is uncertain is refused, with what follows",
        arguments: [
            post("Transfer-Encoding: chunked", version: "HTTP/1.0") + "0\r\n\r\n",
            post("Transfer-Encoding: chunked", "Connection: keep-alive", version: "HTTP/1.0") + "0\r\n\r\n",
            post("Transfer-Encoding:", "Content-Length: 4") + "body",
            post("Transfer-Encoding: gzip, chunked") + "0\r\n\r\n",
        ]
    )
    func ambiguous(request: String) throws {
        let connection = try TestConnection()
        try connection.send(request + Self.next)
        #expect(connection.handedOn().isEmpty)
        #expect(try connection.sent().hasPrefix("HTTP/1.1 400"))
        #expect(!connection.isOpen)
    }

    @Test("a fault behind a request that is being answered is answered after it")
    func faultBehind() throws {
        let connection = try TestConnection()
        try connection.send(Self.get + "rubbish\r\n\r\n")
        connection.answer()
        #expect(try connection.sent().components(separatedBy: "HTTP/1.1 ").map { $0.prefix(3) } == ["", "204", "400"])
        #expect(!connection.isOpen)
    }

    /// One byte more than is taken, and so handed on, before its end.
    private static let tooLong =
        post("Transfer-Encoding: chunked") + "10001\r\n" + String(repeating: "x", count: 65537)

    @Test("a fault in a body that is answered already ends the connection without a second answer")
    func faultAfterAnswer() throws {
        let connection = try TestConnection()
        try connection.send(Self.tooLong)
        connection.answer(.contentTooLarge)
        try connection.send("\r\nzz\r\n")
        #expect(try connection.sent().components(separatedBy: "HTTP/1.1 ").count == 2)
        #expect(!connection.isOpen)
    }

    @Test("a fault in the body of a request that is being answered ends the connection with that answer")
    func faultWhileAnswering() throws {
        let connection = try TestConnection()
        try connection.send(Self.tooLong)
        try connection.send("\r\nzz\r\n")
        #expect(try connection.sent().isEmpty)
        connection.answer(.contentTooLarge)
        let sent = try connection.sent()
        #expect(sent.hasPrefix("HTTP/1.1 413") && sent.contains("Connection: close"))
        #expect(!connection.isOpen)
    }

    @Test("a fault in a body ends the connection with 400")
    func faultInBody() throws {
        let connection = try TestConnection()
        try connection.send(Self.post("Transfer-Encoding: chunked") + "zz\r\n")
        #expect(connection.handedOn().isEmpty)
        #expect(try connection.sent().hasPrefix("HTTP/1.1 400"))
        #expect(!connection.isOpen)
    }

    /// RFC 9110, 10.1.1.
    @Test(
        "a body is asked for when the client waits to be, and it is not too large",
        arguments: [
            (post("Expect: 100-continue", "Content-Length: 65536"), true, []),
            (post("Expect: 100-Continue", "Transfer-Encoding: chunked"), true, []),
            (post("Expect: 100-continue", "Content-Length: 65537"), false, ["POST /a for h"]),
            (post("Expect: 100-continue", "Content-Length: 4", version: "HTTP/1.0"), false, []),
            (post("Content-Length: 4"), false, []),
        ]
    )
    func expectation(request: String, isAsked: Bool, handedOn: [String]) throws {
        let connection = try TestConnection()
        try connection.send(request)
        #expect(try connection.sent() == (isAsked ? "HTTP/1.1 100 Continue\r\n\r\n" : ""))
        #expect(connection.handedOn() == handedOn)
    }

    @Test("a client that was not asked for its body is not believed to send it")
    func notAsked() throws {
        let connection = try TestConnection()
        try connection.send(Self.post("Expect: 100-continue", "Content-Length: 65537"))
        #expect(connection.handedOn() == ["POST /a for h"])
        connection.answer(.contentTooLarge)
        #expect(try connection.sent().contains("Connection: close"))
        #expect(!connection.isOpen)
    }

    @Test("the host in the target counts, not the header")
    func absoluteForm() throws {
        let connection = try TestConnection()
        try connection.send(TestConnection.head("GET http://evil.example/a?b HTTP/1.1", "Host: h"))
        #expect(connection.handedOn() == ["GET /a?b for evil.example"])
    }

    @Test("a client that sends its last requests and closes its side gets all answers")
    func halfClosed() throws {
        let connection = try TestConnection()
        try connection.send(Self.get + Self.next)
        connection.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        connection.answer()
        #expect(connection.handedOn() == ["GET /a for h", "GET /next for h"])
        #expect(connection.isOpen)
        connection.answer()
        #expect(try connection.sent().components(separatedBy: "HTTP/1.1 204").count == 3)
        #expect(!connection.isOpen)
    }
}
