import HTTPTypes
import HesapHTTP
import NIOCore

/// A request with its whole body, or with so much of it that it has to be refused.
struct CollectedRequest: Sendable {
    let head: HTTPRequest
    let body: ByteBuffer
}

/// A request in the making.
///
/// Each step returns it once there is enough to answer it.
struct RequestCollector {
    /// Nil between two requests, and while the rest of one is dropped that is answered already.
    private var head: HTTPRequest?
    private var body = ByteBuffer()

    mutating func begin(_ head: HTTPRequest) -> CollectedRequest? {
        self.head = head
        // Its refusal need not wait for the body.
        return Limits.isBodyTooLong(head.headerFields) ? finish() : nil
    }

    mutating func add(_ bytes: ByteBuffer) -> CollectedRequest? {
        guard head != nil else { return nil }
        if body.readableBytes == 0 { body = bytes } else { body.writeImmutableBuffer(bytes) }
        // Whoever reads the body sees that it is longer than it may be; what follows is dropped.
        return body.readableBytes > Limits.bodyBytes ? finish() : nil
    }

    mutating func finish() -> CollectedRequest? {
        guard let head else { return nil }
        defer { drop() }
        return CollectedRequest(head: head, body: body)
    }

    mutating func drop() {
        head = nil
        body = ByteBuffer()
    }
}
