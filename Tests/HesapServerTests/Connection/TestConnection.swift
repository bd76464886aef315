import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypes

@testable import HesapServer

/// A connection's handlers without a socket and without a clock: bytes go in and out, time passes by hand.
///
/// The test answers in the place of Hummingbird.
struct TestConnection {
    let channel = EmbeddedChannel()

    init() throws {
        try ConnectionChannel.addHandlers(to: channel.pipeline.syncOperations)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    static func head(_ lines: String...) -> String {
        (lines + ["", ""]).joined(separator: "\r\n")
    }

    var isOpen: Bool { channel.isActive }

    func send(_ text: String) throws {
        try channel.writeInbound(ByteBuffer(string: text))
    }

    /// What was handed on since the last call: `GET /`, the body, `end`.
    func handedOn() throws -> [String] {
        var seen: [String] = []
        while let part = try channel.readInbound(as: HTTPRequestPart.self) {
            switch part {
            case .head(let head): seen.append("\(head.method) \(head.path ?? "") for \(head.authority ?? "nobody")")
            case .body(let bytes): seen.append(String(buffer: bytes))
            case .end: seen.append("end")
            }
        }
        return seen
    }

    func answer(_ status: HTTPResponse.Status = .noContent, _ fields: HTTPFields = [:]) {
        channel.write(HTTPResponsePart.head(HTTPResponse(status: status, headerFields: fields)), promise: nil)
        channel.write(HTTPResponsePart.end(nil), promise: nil)
        channel.flush()
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
