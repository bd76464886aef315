import HTTPTypes
import NIOCore
import NIOEmbedded

@testable import HesapServer

/// A connection's handlers without a socket and without a clock: bytes go in and out, time passes by hand.
///
/// The test answers in the place of Hummingbird.
final class TestConnection {
    let channel = EmbeddedChannel()
    private var seen: [CollectedRequest] = []
    private var waiting: CircularBuffer<@Sendable (Answer) -> Void> = []

    init() throws {
        try ConnectionChannel.addHandlers(to: channel.pipeline.syncOperations) { [unowned self] request, _, send in
            seen.append(request)
            waiting.append(send)
        }
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    static func head(_ lines: String...) -> String {
        (lines + ["", ""]).joined(separator: "\r\n")
    }

    var isOpen: Bool { channel.isActive }

    func send(_ text: String) throws {
        try channel.writeInbound(ByteBuffer(string: text))
    }

    /// What was handed on since the last call: `POST / for h`, and the body behind it if there is one.
    func handedOn() -> [String] {
        defer { seen.removeAll() }
        return seen.flatMap { request in
            let (head, body) = (request.head, String(buffer: request.body))
            let text = "\(head.method) \(head.path ?? "") for \(head.authority ?? "nobody")"
            return body.isEmpty ? [text] : [text, body]
        }
    }

    /// Answers the oldest request that has none yet; nothing happens if there is no such request.
    func answer(_ status: HTTPResponse.Status = .noContent, isLast: Bool = false) {
        waiting.popFirst()?(Answer(status: status, fields: [:], body: [], isLast: isLast))
    }

    /// What was sent to the client since the last call.
    func sent() throws -> String {
        var text = ""
        while let bytes = try channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: bytes) }
        return text
    }

    func pass(_ time: TimeAmount) {
        channel.embeddedEventLoop.advanceTime(by: time)
    }

    /// As when the server stops.
    func stop() {
        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    }
}
