import Synchronization

/// Counters of the running process in Prometheus' text format.
///
/// Labels are routes' patterns and closed sets of words, never values from requests: a label per visitor would fill
/// the memory and hold personal data.
package final class Metrics: Sendable {
    fileprivate struct Series: Hashable {
        let method: String
        let route: String
        let status: Int
    }

    private struct State {
        var requests: [Series: Int] = [:]
        var durations: [String: Histogram] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    func count(method: String, route: String, status: Int, duration: Duration) {
        let (whole, attoseconds) = duration.components
        let seconds = Double(whole) + Double(attoseconds) / 1e18
        state.withLock {
            $0.requests[Series(method: method, route: route, status: status), default: 0] += 1
            $0.durations[route, default: Histogram()].add(seconds)
        }
    }

    /// Everything counted so far, and the gauges as they are at this moment.
    package func text(gauges: [Gauge]) -> String {
        let (requests, durations) = state.withLock { ($0.requests, $0.durations) }
        var lines = ["# HELP hesap_http_requests_total Requests answered.", "# TYPE hesap_http_requests_total counter"]
        lines += requests.sorted { $0.key.order < $1.key.order }.map { series, count in
            "hesap_http_requests_total{\(series.labels)} \(count)"
        }
        lines += [
            "# HELP hesap_http_request_duration_seconds Time to answer.",
            "# TYPE hesap_http_request_duration_seconds histogram",
        ]
        lines += durations.sorted { $0.key < $1.key }.flatMap { route, histogram in
            histogram.lines(name: "hesap_http_request_duration_seconds", labels: "route=\"\(route)\"")
        }
        lines += gauges.flatMap(\.lines)
        return lines.joined(separator: "\n") + "\n"
    }
}

/// One value of the moment.
package struct Gauge: Sendable {
    private let name: String
    private let help: String
    private let value: Double

    package init(_ name: String, help: String, value: Double) {
        self.name = name
        self.help = help
        self.value = value
    }

    fileprivate var lines: [String] {
        let text = value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
        return ["# HELP \(name) \(help)", "# TYPE \(name) gauge", "\(name) \(text)"]
    }
}

private struct Histogram {
    /// From a cached read to a queue of password hashes.
    private static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    /// Those up to each bound that are above the one before.
    private var counts = Array(repeating: 0, count: Histogram.bounds.count)
    private var total = 0
    private var sum = 0.0

    mutating func add(_ seconds: Double) {
        if let index = Self.bounds.firstIndex(where: { seconds <= $0 }) { counts[index] += 1 }
        total += 1
        sum += seconds
    }

    func lines(name: String, labels: String) -> [String] {
        var upTo = 0
        let buckets = zip(Self.bounds, counts).map { bound, count in
            upTo += count
            return "\(name)_bucket{\(labels),le=\"\(bound)\"} \(upTo)"
        }
        return buckets + [
            "\(name)_bucket{\(labels),le=\"+Inf\"} \(total)", "\(name)_sum{\(labels)} \(sum)",
            "\(name)_count{\(labels)} \(total)",
        ]
    }
}

extension Metrics.Series {
    fileprivate var labels: String { "method=\"\(method)\",route=\"\(route)\",status=\"\(status)\"" }
    fileprivate var order: String { "\(route) \(method) \(status)" }
}
