import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// What HTTP/1.1 asks of a connection that Hummingbird leaves to its user.
///
/// When the server stops, a connection is not cut while a client may be sending: it gets a moment, and the answer to a
/// request in that moment says `Connection: close`. Whatever says so is then closed. `Expect: 100-continue` is answered.
final class ConnectionCourtesy: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// Longer than a client in the middle of its work pauses between two requests, and short beside the limit of the
    /// whole shutdown.
    private static let idleGrace = TimeAmount.seconds(1)
    /// For a body that nobody will read: cutting it off at once would lose the answer that refuses it.
    private static let unreadGrace = TimeAmount.seconds(2)

    private var isStopping = false
    private var isReadingRequest = false
    private var closesAfterAnswer = false

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is ChannelShouldQuiesceEvent, !isStopping else {
            return context.fireUserInboundEventTriggered(event)
        }
        isStopping = true
        quiesce(context, in: Self.idleGrace)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let request):
            isReadingRequest = true
            if request.headerFields[.expect]?.lowercased() == "100-continue" {
                context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
            }
        case .end: isReadingRequest = false
        case .body: break
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var response):
            if isStopping { response.headerFields[.connection] = "close" }
            closesAfterAnswer = response.headerFields[.connection] == "close"
            context.write(wrapOutboundOut(.head(response)), promise: promise)
        case .body:
            context.write(data, promise: promise)
        case .end:
            context.write(data, promise: closesAfterAnswer ? closing(context, promise) : promise)
        }
    }

    /// A promise that lets the connection end once the answer is written.
    private func closing(
        _ context: ChannelHandlerContext,
        _ promise: EventLoopPromise<Void>?
    ) -> EventLoopPromise<Void> {
        let written = promise ?? context.eventLoop.makePromise()
        let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        written.futureResult.whenSuccess {
            let (handler, context) = loopBound.value
            handler.quiesce(context, in: handler.isReadingRequest ? Self.unreadGrace : .zero)
        }
        return written
    }

    /// Tells the handlers behind this one to close as soon as nothing is in progress.
    private func quiesce(_ context: ChannelHandlerContext, in delay: TimeAmount) {
        let loopBound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: delay) {
            loopBound.value.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        }
    }
}
