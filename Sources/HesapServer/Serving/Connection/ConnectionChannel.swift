import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// How a connection becomes a stream of requests, each answered by `responder` on Swift's own threads.
///
/// Hummingbird's own channel is put together from handlers that compare only `Connection: close`; this one has
/// `ConnectionHandler` in their place.
struct ConnectionChannel: ServerChildChannel, HTTPChannelHandler {
    let responder: Responder

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<AcceptedConnection> {
        channel.eventLoop.makeCompletedFuture {
            try Self.addHandlers(to: channel.pipeline.syncOperations)
            let streams = try AcceptedConnection.Streams(
                wrappingChannelSynchronously: channel,
                configuration: .init(isOutboundHalfClosureEnabled: true)
            )
            return AcceptedConnection(streams)
        }
    }

    func handle(value: AcceptedConnection, logger: Logger) async {
        guard let streams = value.take() else { return }
        await handleHTTP(asyncChannel: streams, logger: logger)
    }

    static func addHandlers(to pipeline: ChannelPipeline.SynchronousOperations) throws {
        try pipeline.configureHTTPServerPipeline(
            withPipeliningAssistance: false,
            withErrorHandling: false,
            // HTTPTypes did already.
            withOutboundHeaderValidation: false,
            withEncoderConfiguration: .init(),
            withDecoderLimitConfiguration: headLimits
        )
        try pipeline.addHandler(ConnectionHandler())
    }

    /// Beyond what is refused with an answer that says so (`Limits.headerBytes`).
    private static let headLimits = {
        var limits = NIOHTTPDecoderLimitConfiguration()
        (limits.maxHeaderFieldSize, limits.maxHeaderListSize, limits.maxHeaderFieldCount) = (81920, 81920, 1000)
        return limits
    }()
}
