import Logging
import NIOCore
import NIOEmbedded
import Testing

@testable import HesapServer

struct AcceptedConnectionTests {
    /// NIO ends the process otherwise (apple/swift-nio#2813).
    @Test("a connection that the listener hands to nobody ends")
    func dropped() async throws {
        let channel = NIOAsyncTestingChannel()
        _ = try await channel.eventLoop.flatSubmit {
            ConnectionChannel { _, _, _ in }.setup(channel: channel, logger: Logger(label: "test"))
        }.get()
        channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
        try await channel.closeFuture.get()
    }
}
