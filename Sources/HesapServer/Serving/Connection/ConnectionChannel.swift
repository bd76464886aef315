import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// The handlers of each connection, from its bytes to its answers.
///
/// Hummingbird's own channel hands each part of each request from the event loop to a task and back, which costs a small
/// request a tenth of its time; and its handlers compare only `Connection: close`.
struct ConnectionChannel: ServerChildChannel {
    let respond: @Sendable (Request, any Channel) async -> Answer
    let tasks: AnsweringTasks

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Connection> {
        channel.eventLoop.makeCompletedFuture {
            try Self.addHandlers(to: channel.pipeline.syncOperations, answer)
            return Connection(channel: channel)
        }
    }

    /// On Swift's own threads.
    private func answer(
        _ request: CollectedRequest,
        from channel: any Channel,
        _ send: @escaping @Sendable (Answer) -> Void
    ) {
        let respond = respond
        tasks.run {
            let answer = await respond(Request(head: request.head, body: RequestBody(buffer: request.body)), channel)
            channel.eventLoop.execute { send(answer) }
        }
    }

    /// Returns when the connection is closed: so long is it waited for when the server stops.
    func handle(value: Connection, logger: Logger) async {
        await withTaskCancellationHandler {
            try? await value.channel.closeFuture.get()
        } onCancel: {
            value.channel.close(promise: nil)
        }
    }

    static func addHandlers(
        to pipeline: ChannelPipeline.SynchronousOperations,
        _ respond: @escaping ConnectionHandler.Responder
    ) throws {
        let decoder = HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: headLimits)
        try pipeline.addHandlers(ByteToMessageHandler(decoder), ConnectionHandler(respond))
    }

    /// Beyond what is refused with an answer that says so (`Limits.headerBytes`).
    private static let headLimits = {
        var limits = NIOHTTPDecoderLimitConfiguration()
        (limits.maxHeaderFieldSize, limits.maxHeaderListSize, limits.maxHeaderFieldCount) = (81920, 81920, 1000)
        return limits
    }()
}
