import HTTPTypes
import HesapHTTP
import HummingbirdCore
import Logging
import NIOCore
import NIOEmbedded
import Testing

@testable import HesapServer

/// A connection with all its handlers; the test answers in the place of the router.
@Suite("A request and its answer", .timeLimit(.minutes(5)))
struct RequestAnswerTests {
    private static let get = TestConnection.head("GET /a HTTP/1.1", "Host: h")

    @Test("the answer to a request is sent with its date, then the next request is handed on")
    func answers() async throws {
        let shop = try await Shop()
        try await shop.send(Self.get + TestConnection.head("GET /b HTTP/1.1", "Host: h"))
        #expect(try await shop.request(answer: "one").uri.path == "/a")
        #expect(try await shop.request(answer: "two").uri.path == "/b")
        let sent = try await shop.sent(until: "two")
        #expect(sent.firstRange(of: "one")!.lowerBound < sent.firstRange(of: "two")!.lowerBound)
        #expect(sent.contains(" GMT\r\n"))
    }

    @Test("a body is collected whole")
    func body() async throws {
        let shop = try await Shop()
        try await shop.send(TestConnection.head("POST /a HTTP/1.1", "Host: h", "Content-Length: 6") + "abc")
        try await shop.send("def")
        let request = try await shop.request()
        #expect(try await String(buffer: request.body.collect(upTo: 10)) == "abcdef")
    }

    @Test("a body that is too long is handed on before its end, and its rest is dropped")
    func longBody() async throws {
        let shop = try await Shop()
        try await shop.send(
            TestConnection.head("POST /said HTTP/1.1", "Host: h", "Content-Length: \(Limits.bodyBytes + 1)")
        )
        #expect(try await shop.request(answer: "no").uri.path == "/said")
        try await shop.send(String(repeating: "x", count: Limits.bodyBytes + 1))
        try await shop.send(TestConnection.head("POST /unsaid HTTP/1.1", "Host: h", "Transfer-Encoding: chunked"))
        try await shop.send("\(String(Limits.bodyBytes + 1, radix: 16))\r\n")
        try await shop.send(String(repeating: "x", count: Limits.bodyBytes + 1))
        let request = try await shop.request()
        await #expect(throws: NIOTooManyBytesError.self) { try await request.body.collect(upTo: Limits.bodyBytes) }
    }

    @Test("answers wait for a client that does not read")
    func backPressure() async throws {
        let shop = try await Shop()
        try await shop.send(Self.get)
        try await shop.channel.eventLoop.submit { shop.channel.isWritable = false }.get()
        try await shop.request(answer: "late")
        try await shop.channel.eventLoop.submit {}.get()
        #expect(try await shop.channel.readOutbound(as: ByteBuffer.self) == nil)
        try await shop.channel.eventLoop.submit {
            shop.channel.isWritable = true
            shop.channel.pipeline.fireChannelWritabilityChanged()
        }.get()
        #expect(try await shop.sent(until: "late").contains("late"))
    }

    @Test("bytes that are no request are answered with 400, and the connection ends")
    func malformed() async throws {
        let shop = try await Shop()
        try? await shop.send("rubbish\r\n\r\n")
        let sent = try await shop.sent(until: "\r\n\r\n")
        #expect(sent.hasPrefix("HTTP/1.1 400"))
        #expect(sent.contains("Connection: close"))
    }

    @Test("a client that sends no more is answered, then the connection ends")
    func halfClosed() async throws {
        let shop = try await Shop()
        try await shop.send(Self.get)
        try await shop.channel.eventLoop.submit {
            shop.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        }.get()
        try await shop.request(answer: "last")
        try await shop.channel.closeFuture.get()
        var sent = ""
        while let bytes = try await shop.channel.readOutbound(as: ByteBuffer.self) { sent += String(buffer: bytes) }
        #expect(sent.hasPrefix("HTTP/1.1 200") && sent.hasSuffix("last"))
    }
}

/// Requests come out one by one, and wait for their answers.
private final class Shop: Sendable {
    let channel = NIOAsyncTestingChannel()
    private let requests: AsyncStream<(Request, CheckedContinuation<Answer, Never>)>

    init() async throws {
        let (requests, sink) = AsyncStream.makeStream(of: (Request, CheckedContinuation<Answer, Never>).self)
        self.requests = requests
        let setup = ConnectionChannel(
            respond: { request, _ in await withCheckedContinuation { _ = sink.yield((request, $0)) } },
            tasks: AnsweringTasks(logger: .init(label: "test"))
        )
        let channel = channel
        _ = try await channel.eventLoop.flatSubmit {
            setup.setup(channel: channel, logger: .init(label: "test"))
        }.get()
        try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1))
    }

    func send(_ text: String) async throws {
        try await channel.writeInbound(ByteBuffer(string: text))
    }

    /// Answers the next request.
    @discardableResult
    func request(answer text: String = "") async throws -> Request {
        let (request, continuation) = await next()
        let body = ResponseBody(byteBuffer: ByteBuffer(string: text))
        continuation.resume(returning: try await Answer(Response(status: .ok, body: body)))
        return request
    }

    private func next() async -> (Request, CheckedContinuation<Answer, Never>) {
        for await next in requests { return next }
        preconditionFailure("the stream never ends")
    }

    /// All that is sent until the text was.
    func sent(until end: String) async throws -> String {
        var text = ""
        while !text.contains(end) {
            text += String(buffer: try await channel.waitForOutboundWrite(as: ByteBuffer.self))
        }
        return text
    }
}
