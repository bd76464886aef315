import HTTPTypes
import HummingbirdCore
import NIOCore

/// A response whose body is in memory, as all of ours are.
struct Answer: Sendable {
    let status: HTTPResponse.Status
    /// All but `Date` and `Connection`, which are the connection's.
    let fields: HTTPFields
    let body: [ByteBuffer]
    /// What the client sends behind this request is not to be read.
    let isLast: Bool

    /// To bytes that are no request.
    static let badRequest = last(.badRequest)
    /// To a request whose answer failed.
    static let fault = last(.internalServerError)

    private static func last(_ status: HTTPResponse.Status) -> Answer {
        Answer(status: status, fields: [.contentLength: "0"], body: [], isLast: true)
    }
}

extension Answer {
    init(_ response: Response) async throws {
        status = response.status
        let hasBody = Self.hasBody(status)
        body = hasBody ? try await Self.body(of: response) : []
        var fields = response.headers
        // Endpoints say nothing of the connection but `close`.
        isLast = fields.contains(.connection)
        if isLast { fields[.connection] = nil }
        let isLengthTold = fields.contains(.contentLength)
        if isLengthTold && !hasBody { fields[.contentLength] = nil }
        // Hummingbird does not know that of a body that is written piece by piece.
        if !isLengthTold && hasBody { fields[.contentLength] = String(body.reduce(0) { $0 + $1.readableBytes }) }
        self.fields = fields
    }

    /// Others end with their head (RFC 9110, 6.4.1), and the client would wait for a body if a length were told.
    private static func hasBody(_ status: HTTPResponse.Status) -> Bool {
        status.kind != .informational && status != .noContent && status != .notModified
    }

    private static func body(of response: Response) async throws -> [ByteBuffer] {
        if response.body.contentLength == 0 { return [] }
        let collector = BodyCollector()
        try await response.body.write(collector)
        return collector.buffers
    }
}

private final class BodyCollector: ResponseBodyWriter {
    private(set) var buffers: [ByteBuffer] = []

    func write(_ buffer: ByteBuffer) {
        buffers.append(buffer)
    }

    func finish(_ trailers: HTTPFields?) {}
}
