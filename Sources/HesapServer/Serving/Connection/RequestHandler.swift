import HTTPTypes
import HesapHTTP
import HummingbirdCore
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Collects a request, has it answered on Swift's own threads, and writes the answer as soon as the client reads.
///
/// `ConnectionHandler` before it sees to it that there is one request at a time.
final class RequestHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundOut = HTTPResponsePart
    typealias Responder = @Sendable (Request, any Channel) async -> Answer

    private let respond: Responder
    private let tasks: AnsweringTasks
    /// Nil between two requests, and while the rest of one is dropped that is answered already.
    private var head: HTTPRequest?
    private var body = ByteBuffer()
    private var isAnswering = false
    /// Waits until the client has read what was sent before: many answers would fill the memory otherwise.
    private var unsent: Answer?

    init(_ respond: @escaping Responder, tasks: AnsweringTasks) {
        self.respond = respond
        self.tasks = tasks
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): begin(head, context)
        case .body(let bytes): collect(bytes, context)
        case .end: handOn(context)
        }
    }

    private func begin(_ head: HTTPRequest, _ context: ChannelHandlerContext) {
        self.head = head
        body.clear()
        // Its refusal need not wait for the body.
        if Limits.isBodyTooLong(head.headerFields) { handOn(context) }
    }

    private func collect(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        guard head != nil else { return }
        if body.readableBytes == 0 { body = bytes } else { body.writeImmutableBuffer(bytes) }
        // Whoever reads the body sees that it is longer than it may be; what follows is dropped.
        if body.readableBytes > Limits.bodyBytes { handOn(context) }
    }

    private func handOn(_ context: ChannelHandlerContext) {
        guard let head else { return }
        let request = Request(head: head, body: RequestBody(buffer: body))
        self.head = nil
        body = ByteBuffer()
        isAnswering = true
        let (respond, channel, loop) = (respond, context.channel, context.eventLoop)
        let here = NIOLoopBound((handler: self, context: context), eventLoop: loop)
        tasks.run {
            let answer = await respond(request, channel)
            loop.execute { here.value.handler.send(answer, here.value.context) }
        }
    }

    /// What follows a malformed request cannot be told from it; `ConnectionHandler` closes after this answer, or after the
    /// one that is under way.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError else { return context.close(promise: nil) }
        guard !isAnswering else { return }
        head = nil
        isAnswering = true
        send(.badRequest, context)
    }

    // MARK: Answers

    private func send(_ answer: Answer, _ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        guard context.channel.isWritable else {
            unsent = answer
            return
        }
        isAnswering = false
        context.write(wrapOutboundOut(.head(answer.head)), promise: nil)
        for bytes in answer.body {
            context.write(wrapOutboundOut(.body(bytes)), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable, let answer = unsent {
            unsent = nil
            send(answer, context)
        }
        context.fireChannelWritabilityChanged()
    }
}
