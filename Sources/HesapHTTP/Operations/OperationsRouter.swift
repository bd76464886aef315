import DjangoCompat
import HTTPTypes
package import Hummingbird

/// The port for those who run Hesap.
///
/// Never reachable on the public one.
///
/// `isReady` tells whether the database answers; `gauges` are read for every scrape.
package func operationsRouter(
    metrics: Metrics,
    isReady: @escaping @Sendable () async -> Bool,
    gauges: @escaping @Sendable () async -> [Gauge]
) -> Router<BasicRequestContext> {
    let router = Router(options: .autoGenerateHeadEndpoints)
    router.get("health/live") { _, _ in status("live", .ok) }
    router.get("health/ready") { _, _ in
        await isReady() ? status("ready", .ok) : status("not ready", .serviceUnavailable)
    }
    router.get("metrics") { _, _ in
        let text = metrics.text(gauges: await gauges())
        return Response(
            status: .ok,
            headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }
    return router
}

private func status(_ word: String, _ status: HTTPResponse.Status) -> Response {
    .json(.object([.init("status", .string(word))]), status: status)
}
