import Glibc
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// One request after the other on a connection, each step in its time, and nothing after the last answer.
///
/// It stands next to NIO's parser, where version and framing of a request are still known. A request is begun only when the
/// one before is answered: then there is none to take back when that answer was the last (RFC 9112, 9.6).
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer
    /// Has a request answered; the answer is given to the closure on the event loop of the connection.
    typealias Responder = (CollectedRequest, any Channel, @escaping @Sendable (Answer) -> Void) -> Void

    /// What comes from the client, in its order.
    private enum Arrival {
        case part(HTTPServerRequestPart)
        case fault(any Error)
        case endOfInput
    }

    /// A head is sent and read; its body is; its answer is made, sent and read: none of them byte by byte for hours.
    static let stepLimit = TimeAmount.seconds(60)
    /// Longer than a client in the middle of its work pauses between two requests, and short beside the limit of the
    /// whole shutdown.
    static let stopGrace = TimeAmount.seconds(1)
    /// For a client that is still sending: closed at once, with its bytes unread, the connection would lose the answer.
    static let lastGrace = TimeAmount.seconds(2)

    private let respond: Responder

    /// A request has begun, and its answer is not written.
    private var isAnswering = false
    /// Its answer is being made.
    private var isHandedOn = false
    /// The end of the request that was begun last has not come.
    private var isReading = false
    /// The connection ends with the answer to this request.
    private var isLast = false
    /// The last answer is written.
    private var isOver = false
    private var date = DateHeader()
    private var isStopping = false
    /// HTTP/1.0, where staying open has to be said.
    private var saysKeepAlive = false

    private var collector = RequestCollector()
    /// Waits until the client has read what was sent before: many answers would fill the memory otherwise.
    private var unsent: Answer?
    /// What came behind a request that is not answered yet; meanwhile nothing is read.
    private var waiting = CircularBuffer<Arrival>(initialCapacity: 0)
    private var isReadWanted = false

    private var stepBegan = NIODeadline.uptimeNanoseconds(0)
    private var limit = ConnectionHandler.stepLimit
    private var timer: Scheduled<Void>?

    init(_ respond: @escaping Responder) {
        self.respond = respond
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        receive(.part(unwrapInboundIn(data)), context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        receive(.fault(error), context)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let event as ChannelEvent where event == .inputClosed: receive(.endOfInput, context)
        case is ChannelShouldQuiesceEvent: stop(context)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func read(context: ChannelHandlerContext) {
        if waiting.isEmpty { context.read() } else { isReadWanted = true }
    }

    /// Whatever comes now belongs to a later request.
    private var isBusy: Bool { isAnswering && !isReading }

    private func receive(_ arrival: Arrival, _ context: ChannelHandlerContext) {
        if isOver { return }
        if isBusy || !waiting.isEmpty { waiting.append(arrival) } else { take(arrival, context) }
    }

    private func take(_ arrival: Arrival, _ context: ChannelHandlerContext) {
        switch arrival {
        case .part(.head(let head)): begin(head, context)
        case .part(.body(let bytes)): handOn(collector.add(bytes), context)
        case .part(.end):
            isReading = false
            if isAnswering { step(context) }
            handOn(collector.finish(), context)
        case .fault(is HTTPParserError): refuse(context)
        case .fault: context.close(promise: nil)
        // Of a client that only closed its half, as `nc -N` does: it still waits for the answer under way.
        case .endOfInput: if isAnswering { isLast = true } else { end(context) }
        }
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let demands = ConnectionDemands(head)
        guard !demands.isAmbiguous, let request = HTTPRequest(head) else { return refuse(context) }
        (isReading, isAnswering, isLast) = (true, true, demands.isLast)
        saysKeepAlive = head.version == .http1_0 && !isLast
        step(context)
        if demands.awaitsContinue {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")), promise: nil)
        }
        handOn(collector.begin(request), context)
    }

    /// The answer comes back on the event loop.
    private func handOn(_ request: CollectedRequest?, _ context: ChannelHandlerContext) {
        guard let request else { return }
        isHandedOn = true
        let here = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        respond(request, context.channel) { here.value.handler.send($0, here.value.context) }
    }

    /// What follows a malformed request cannot be told from it, so this one is the last.
    private func refuse(_ context: ChannelHandlerContext) {
        // Answered already, before its body turned out to be none: a second answer would be taken for the next one's.
        if isReading && !isAnswering { return end(context) }
        (isReading, isAnswering, isLast) = (false, true, true)
        step(context)
        collector.drop()
        if !isHandedOn { send(.badRequest, context) }
    }

    // MARK: Answers

    private func send(_ answer: Answer, _ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        guard context.channel.isWritable else {
            unsent = answer
            return
        }
        (isAnswering, isHandedOn) = (false, false)
        isLast = isLast || isStopping || answer.isLast
        let head = AnswerHead(
            status: answer.status,
            fields: answer.fields,
            date: date.text(at: time(nil)),
            connection: isLast ? "close" : saysKeepAlive ? "keep-alive" : nil
        )
        step(context)
        context.write(wrapOutboundOut(head.bytes()), promise: nil)
        for bytes in answer.body { context.write(wrapOutboundOut(bytes), promise: nil) }
        context.flush()
        if isLast { end(context) } else { takeWaiting(context) }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable, let answer = unsent {
            unsent = nil
            send(answer, context)
        }
        context.fireChannelWritabilityChanged()
    }

    private func takeWaiting(_ context: ChannelHandlerContext) {
        guard !waiting.isEmpty else { return }
        while !isBusy, let next = waiting.popFirst() { take(next, context) }
        resumeReading(context)
    }

    private func resumeReading(_ context: ChannelHandlerContext) {
        guard waiting.isEmpty, isReadWanted else { return }
        isReadWanted = false
        context.read()
    }

    // MARK: The end

    /// Half of the connection closes when everything is sent, so that the client sees the end.
    ///
    /// What it still sends is read and dropped (RFC 9112, 9.6).
    private func end(_ context: ChannelHandlerContext) {
        isOver = true
        waiting.removeAll()
        resumeReading(context)
        let closed = context.eventLoop.makePromise(of: Void.self)
        closed.futureResult.assumeIsolated().whenSuccess {
            if context.channel.isActive { self.step(within: Self.lastGrace, context) }
        }
        context.close(mode: .output, promise: closed)
    }

    private func stop(_ context: ChannelHandlerContext) {
        isStopping = true
        if !isAnswering && !isOver { step(within: Self.stopGrace, context) }
    }

    // MARK: Time

    func channelActive(context: ChannelHandlerContext) {
        step(within: Self.stepLimit, context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        waiting.removeAll()
        context.fireChannelInactive()
    }

    /// For each request only the moment is noted: the timer that runs looks at it when it is due.
    private func step(_ context: ChannelHandlerContext) {
        stepBegan = context.eventLoop.now
        limit = Self.stepLimit
    }

    private func step(within limit: TimeAmount, _ context: ChannelHandlerContext) {
        stepBegan = context.eventLoop.now
        self.limit = limit
        timer?.cancel()
        setTimer(context)
    }

    private func setTimer(_ context: ChannelHandlerContext) {
        let due = stepBegan + limit
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: due) { [self] in
            if context.eventLoop.now >= stepBegan + limit { context.close(promise: nil) } else { setTimer(context) }
        }
    }
}

extension HTTPRequest {
    /// Nil when the method is no word.
    fileprivate init?(_ head: HTTPRequestHead) {
        guard let method = try? Method(head.method) else { return nil }
        let target = RequestTarget(head.uri)
        self.init(
            method: method,
            scheme: "http",
            authority: target.authority ?? head.headers.first(name: "host"),
            path: target.path,
            headerFields: HTTPFields(head.headers, splitCookie: false)
        )
    }
}
