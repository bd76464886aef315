import HesapTestKit
import Hummingbird
import HummingbirdTesting
import Testing

@testable import HesapHTTP

struct MetricsTests {
    @Test("requests are counted by pattern, never by path or by what was sent")
    func labels() async throws {
        let storefront = try await Storefront()
        let method = try #require(HTTPRequest.Method("SECRETMETHOD"))
        for call in [
            Call.get("/users/reset/MQ/secret-token/"), .get("/users/reset/Mg/other-token/?secret=1"),
            .get("/address/city/745044"), .get("/secret/path"), Call(.post, "/users/login/"),
            Call(method, "/secret/path"), Call(.get, "/users/login/"), Call(.head, "/users/session/"),
        ] {
            _ = try await storefront.answer(to: call)
        }
        let text = storefront.metrics.text(gauges: [])
        let series = text.split(separator: "\n").filter { $0.hasPrefix("hesap_http_requests_total") }
        #expect(Set(series.map(String.init)) == Self.expected)
        #expect(!text.lowercased().contains("secret") && !text.contains("745044") && !text.contains("other-token"))
        #expect(!text.contains("shop.example.com"))
    }

    private static let expected: Set<String> = [
        #"hesap_http_requests_total{method="GET",route="/users/reset/{uidb64}/{token}",status="200"} 2"#,
        #"hesap_http_requests_total{method="GET",route="/address/city/{id}",status="404"} 1"#,
        #"hesap_http_requests_total{method="GET",route="NotFound",status="404"} 1"#,
        #"hesap_http_requests_total{method="other",route="NotFound",status="404"} 1"#,
        #"hesap_http_requests_total{method="POST",route="/users/login",status="400"} 1"#,
        #"hesap_http_requests_total{method="GET",route="/users/login",status="405"} 1"#,
        #"hesap_http_requests_total{method="HEAD",route="/users/session",status="200"} 1"#,
    ]

    @Test("durations fall into cumulative buckets per route")
    func histogram() {
        let metrics = Metrics()
        for milliseconds in [1, 2, 600, 60_000] {
            metrics.count(method: "GET", route: "/docs", status: 200, duration: .milliseconds(milliseconds))
        }
        let lines = metrics.text(gauges: []).split(separator: "\n").map(String.init)
        let name = "hesap_http_request_duration_seconds"
        for (bound, count) in [("0.001", 1), ("0.0025", 2), ("0.5", 2), ("1.0", 3), ("10.0", 3), ("+Inf", 4)] {
            #expect(lines.contains("\(name)_bucket{route=\"/docs\",le=\"\(bound)\"} \(count)"))
        }
        #expect(lines.contains("\(name)_count{route=\"/docs\"} 4"))
        #expect(lines.contains { $0.hasPrefix("\(name)_sum{route=\"/docs\"} 60.603") })
    }

    @Test("gauges of the moment stand below")
    func gauges() {
        let text = Metrics().text(gauges: [
            Gauge("hesap_outbox_pending", help: "Mails that wait.", value: 3), Gauge("hesap_x", help: "X.", value: 0.5),
        ])
        let expected = """
            # HELP hesap_outbox_pending Mails that wait.
            # TYPE hesap_outbox_pending gauge
            hesap_outbox_pending 3
            # HELP hesap_x X.
            # TYPE hesap_x gauge
            hesap_x 0.5

            """
        #expect(text.hasSuffix(expected))
    }
}

struct OperationsRouterTests {
    @Test("the operator's port says whether the process lives and is ready", arguments: [true, false])
    func health(isReady: Bool) async throws {
        let metrics = Metrics()
        let router = operationsRouter(
            metrics: metrics,
            isReady: { isReady },
            gauges: { [Gauge("hesap_x", help: "X.", value: 1)] }
        )
        try await Application(router: router).test(.router) { client in
            let live = Answer(try await client.execute(uri: "/health/live", method: .get))
            #expect(live.status == 200 && live.text == #"{"status":"live"}"#)
            let ready = Answer(try await client.execute(uri: "/health/ready", method: .get))
            #expect(ready.status == (isReady ? 200 : 503))
            #expect(ready.text == (isReady ? #"{"status":"ready"}"# : #"{"status":"not ready"}"#))
            #expect(Answer(try await client.execute(uri: "/health/live", method: .head)).status == 200)
            let scraped = Answer(try await client.execute(uri: "/metrics", method: .get))
            #expect(scraped.status == 200)
            #expect(scraped.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8")
            #expect(scraped.text == metrics.text(gauges: [Gauge("hesap_x", help: "X.", value: 1)]))
            #expect(Answer(try await client.execute(uri: "/users/session/", method: .get)).status == 404)
        }
    }
}
