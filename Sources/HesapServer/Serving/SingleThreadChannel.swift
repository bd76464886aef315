import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// A connection whose requests are answered on the very thread that reads and writes it.
///
/// On Swift's own threads each request would change threads twice, which cost more than the work between
/// (docs/decisions/0016-requests-stay-on-their-event-loop.md). So nothing there may block or compute for long, as ever:
/// databases and hashing have threads of their own.
struct SingleThreadChannel: ServerChildChannel, HTTPChannelHandler {
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
        await withTaskExecutorPreference(EventLoopTaskExecutor(loop: value.channel.eventLoop)) {
            await handleHTTP(asyncChannel: streams, logger: logger)
        }
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

/// Runs a task's pieces on one event loop.
private final class EventLoopTaskExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(loop: any EventLoop) {
        self.loop = loop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}
