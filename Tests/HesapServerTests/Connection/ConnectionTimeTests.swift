import HTTPTypes
import NIOCore
import NIOEmbedded
import Testing

@testable import HesapServer

@Suite("Time on a connection")
struct ConnectionTimeTests {
    private static let get = TestConnection.head("GET / HTTP/1.1", "Host: h")
    private static let post = TestConnection.head("POST / HTTP/1.1", "Host: h", "Content-Length: 60000")

    @Test(
        "each step of a request has a minute, however its bytes drip",
        arguments: [("", "G"), (String(get.dropLast(2)), "X: x\r\n"), (post, "x")]
    )
    func drip(first: String, drop: String) throws {
        let connection = try TestConnection()
        if !first.isEmpty { try connection.send(first) }
        for _ in 0..<11 {
            connection.pass(.seconds(5))
            if !first.isEmpty { try connection.send(drop) }
            #expect(connection.isOpen)
        }
        connection.pass(.seconds(5))
        #expect(!connection.isOpen)
    }

    @Test("an answer that is not made or not taken within a minute ends the connection")
    func noAnswer() throws {
        let connection = try TestConnection()
        try connection.send(Self.get)
        connection.pass(.seconds(59))
        #expect(connection.isOpen)
        connection.pass(.seconds(1))
        #expect(!connection.isOpen)
    }

    @Test("a client that takes part stays for as long as it likes")
    func busy() throws {
        let connection = try TestConnection()
        for _ in 0..<10 {
            connection.pass(.seconds(50))
            try connection.send(Self.get)
            connection.pass(.seconds(50))
            connection.answer()
        }
        #expect(connection.isOpen)
    }

    @Test("a body that comes after its answer has the time of the next head")
    func lateBody() throws {
        let connection = try TestConnection()
        try connection.send(TestConnection.head("POST / HTTP/1.1", "Host: h", "Content-Length: 70000"))
        connection.answer(.contentTooLarge)
        connection.pass(.seconds(40))
        try connection.send(String(repeating: "x", count: 70000))
        connection.pass(.seconds(20))
        #expect(!connection.isOpen)
    }

    @Test("an idle connection ends a second after the server began to stop")
    func stopsIdle() throws {
        let connection = try TestConnection()
        connection.pass(.seconds(30))
        connection.stop()
        connection.pass(.milliseconds(999))
        #expect(connection.isOpen)
        connection.pass(.milliseconds(1))
        #expect(!connection.isOpen)
    }

    @Test("a request in that second, or one that is on its way, is answered and is the last", arguments: [true, false])
    func stopsBusy(cameBefore: Bool) throws {
        let connection = try TestConnection()
        if cameBefore { try connection.send(Self.get) }
        connection.stop()
        if !cameBefore { try connection.send(Self.get) }
        connection.pass(.seconds(20))
        connection.answer()
        #expect(try connection.sent().contains("Connection: close"))
        #expect(!connection.isOpen)
    }
}
