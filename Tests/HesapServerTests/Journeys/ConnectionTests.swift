import Foundation
import Testing

extension ServerSuite {
    @Suite("Bytes on a connection")
    struct Connections {
        private static func head(_ lines: String...) -> String { head(lines) }

        private static func head(_ lines: [String]) -> String {
            (lines + ["", ""]).joined(separator: "\r\n")
        }

        /// A shopper's request up to its body.
        private static func post(_ shopper: Shopper, _ extra: String...) throws -> String {
            let token = try shopper.csrfHeaders()["X-CSRFToken"] ?? ""
            let lines = [
                "POST /users/activate-currency/ HTTP/1.1", "Host: 127.0.0.1", "Cookie: csrftoken=\(token)",
                "X-CSRFToken: \(token)", "Content-Type: application/json",
            ]
            return (lines + extra + ["", ""]).joined(separator: "\r\n")
        }

        @Test(
            "a body with broken framing is a 400 in the contract's shape, and no fault of ours",
            arguments: [("Transfer-Encoding: chunked", "zz\r\n"), ("Transfer-Encoding: gzip", "xx")]
        )
        func brokenFraming(header: String, body: String) throws {
            let hesap = try HesapProcess.running()
            let shopper = Shopper(port: hesap.port)
            let connection = try HTTPConnection(port: hesap.port, timeoutSeconds: 10)
            try connection.send(Array((try Self.post(shopper, header) + body).utf8))
            let answer = try #require(try connection.receive())
            #expect((400..<500).contains(answer.status), "\(answer.status)")
            let metrics = try Shopper(port: hesap.operationsPort).get("/metrics").text
            #expect(!metrics.contains("status=\"5"))
        }

        /// As `nc -N` does, and clients that are done; NIO drops what is not flushed when the whole connection is closed.
        @Test("a client that closes its half is sent every answer, the longest too")
        func halfClosed() throws {
            let hesap = try HesapProcess.running()
            let connection = try HTTPConnection(port: hesap.port, timeoutSeconds: 10)
            let paths = ["/users/session/", "/openapi.json", "/users/session/"]
            let requests = paths.map { Self.head("GET \($0) HTTP/1.1", "Host: 127.0.0.1") }
            try connection.send(Array(requests.joined().utf8))
            connection.closeOutput()
            for path in paths {
                let answer = try #require(try connection.receive(), "\(path)")
                #expect(answer.status == 200)
            }
            #expect(try connection.receive() == nil)
        }

        /// A proxy that believes one length and a server that believes the other would take the rest for a request of
        /// its own: somebody else's (request smuggling, CWE-444).
        @Test("what could be a second request inside a body is never answered as one", arguments: smuggling)
        func smuggled(lengths: [String], body: String) throws {
            let hesap = try HesapProcess.running()
            let hidden = Self.head("GET /users/session/ HTTP/1.1", "Host: 127.0.0.1", "X-Request-ID: smuggled-request")
            let connection = try HTTPConnection(port: hesap.port, timeoutSeconds: 10)
            let head = Self.head(
                ["POST /users/activate-currency/ HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json"]
                    + lengths.map { $0.replacingOccurrences(of: "ALL", with: "\(body.utf8.count + hidden.utf8.count)") }
            )
            try connection.send(Array((head + body + hidden).utf8))
            let answer = try #require(try connection.receive())
            #expect(answer.status == 400, "\(answer.status) \(answer.text)")
            #expect(try connection.receive() == nil, "the connection goes on")
            #expect(try !String(contentsOf: hesap.serverLog, encoding: .utf8).contains("smuggled-request"))
        }

        private static let smuggling: [([String], String)] = [
            (["Content-Length: ALL", "Transfer-Encoding: chunked"], "0\r\n\r\n"),
            (["Transfer-Encoding: chunked", "Content-Length: ALL"], "0\r\n\r\n"),
            (["Content-Length: 0", "Content-Length: ALL"], ""), (["Content-Length: ALL", "Content-Length: 0"], ""),
            (["Content-Length: 0, ALL"], ""), (["Content-Length: +0"], ""), (["Content-Length: 0x0"], ""),
            (["Transfer-Encoding: chunked, identity"], "0\r\n\r\n"), (["Transfer-Encoding: xchunked"], "0\r\n\r\n"),
            (["Transfer-Encoding : chunked"], "0\r\n\r\n"), (["Content-Length : 0"], ""),
        ]

        @Test("a client that asks whether to go on is told to")
        func expectContinue() throws {
            let hesap = try HesapProcess.running()
            let shopper = Shopper(port: hesap.port)
            let connection = try HTTPConnection(port: hesap.port, timeoutSeconds: 10)
            let body = Array(#"{"currency_code":"USD"}"#.utf8)
            try connection.send(
                Array(try Self.post(shopper, "Content-Length: \(body.count)", "Expect: 100-continue").utf8)
            )
            #expect(try connection.receive()?.status == 100)
            try connection.send(body)
            #expect(try connection.receive()?.status == 204)
        }

        @Test("a body that is too large is refused at once, and the connection ends")
        func tooLarge() throws {
            let hesap = try HesapProcess.running()
            let shopper = Shopper(port: hesap.port)
            let connection = try HTTPConnection(port: hesap.port, timeoutSeconds: 10)
            try connection.send(Array(try Self.post(shopper, "Content-Length: 10000000").utf8))
            let answer = try #require(try connection.receive())
            #expect(answer.status == 413)
            #expect(answer.header("Connection") == "close")
            #expect(try connection.receive() == nil)
        }

        @Test("nothing behind a refusal that ends the connection is carried out")
        func behindRefusal() throws {
            let hesap = try HesapProcess.running()
            let shopper = Shopper(port: hesap.port)
            let connection = try HTTPConnection(port: hesap.port, timeoutSeconds: 10)
            let tooLarge = Self.head(
                ["GET /users/session/ HTTP/1.1", "Host: 127.0.0.1"]
                    + (0..<40).map { "X-\($0): \(String(repeating: "x", count: 1000))" }
            )
            let body = #"{"currency_code":"USD"}"#
            let hidden = try Self.post(shopper, "X-Request-ID: hidden-request", "Content-Length: \(body.utf8.count)")
            try connection.send(Array((tooLarge + hidden + body).utf8))
            let answer = try #require(try connection.receive())
            #expect(answer.status == 431)
            #expect(try connection.receive() == nil)
            #expect(try !String(contentsOf: hesap.serverLog, encoding: .utf8).contains("hidden-request"))
        }

        @Test(
            "whoever wants the connection to end sees it end, and whoever offers HTTP/2 is answered",
            arguments: [
                ["GET /users/session/ HTTP/1.0"], ["GET /users/session/ HTTP/1.1", "Connection: x, Close"],
                ["GET /users/session/ HTTP/1.1", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c"],
            ]
        )
        func lastRequest(lines: [String]) throws {
            let hesap = try HesapProcess.running()
            let connection = try HTTPConnection(port: hesap.port, timeoutSeconds: 10)
            try connection.send(Array(Self.head(lines + ["Host: 127.0.0.1"]).utf8))
            let answer = try #require(try connection.receive())
            #expect(answer.status == 200)
            #expect(answer.header("Connection") == "close")
            #expect(try connection.receive() == nil)
        }

        @Test("a target that names another host is refused, whatever Host says")
        func anotherHost() throws {
            let hesap = try HesapProcess.running()
            let connection = try HTTPConnection(port: hesap.port, timeoutSeconds: 10)
            for (target, host, status) in [("evil.example", "127.0.0.1", 400), ("127.0.0.1", "evil.example", 200)] {
                let lines = ["GET http://\(target)/users/session/ HTTP/1.1", "Host: \(host)"]
                try connection.send(Array(Self.head(lines).utf8))
                #expect(try connection.receive()?.status == status)
            }
        }

        @Test(
            "two Host headers are refused, whichever comes first",
            arguments: [["127.0.0.1", "evil.example"], ["evil.example", "127.0.0.1"]]
        )
        func twoHosts(hosts: [String]) throws {
            let hesap = try HesapProcess.running()
            let connection = try HTTPConnection(port: hesap.port, timeoutSeconds: 10)
            try connection.send(
                Array(Self.head("GET /users/session/ HTTP/1.1", "Host: \(hosts[0])", "Host: \(hosts[1])").utf8)
            )
            let answer = try #require(try connection.receive())
            #expect(answer.status == 400)
        }
    }
}
