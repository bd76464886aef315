import HTTPTypes
import HummingbirdCore
import NIOCore

/// A response whose body is in memory, as all of ours are.
struct Answer: Sendable {
    let head: HTTPResponse
    let body: [ByteBuffer]

    /// To bytes that are no request.
    static let badRequest = Answer(.badRequest)
    /// To a request whose answer failed.
    static let fault = Answer(.internalServerError)

    private init(_ status: HTTPResponse.Status) {
        head = HTTPResponse(status: status, headerFields: [.connection: "close", .contentLength: "0"])
        body = []
    }

    init(_ response: Response) async throws {
        head = response.head
        guard response.body.contentLength != 0 else {
            body = []
            return
        }
        let collector = BodyCollector()
        try await response.body.write(collector)
        body = collector.buffers
    }
}

private final class BodyCollector: ResponseBodyWriter {
    private(set) var buffers: [ByteBuffer] = []

    func write(_ buffer: ByteBuffer) {
        buffers.append(buffer)
    }

    func finish(_ trailers: HTTPFields?) {}
}
