import Hummingbird

/// The query of a URL, decoded as a form.
///
/// Of two values of one name the last counts.
struct Query: Sendable {
    private let pairs: [(name: String, value: String)]

    init(_ request: Request) throws(Problem) {
        var pairs: [(name: String, value: String)] = []
        for pair in (request.uri.query ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decodeForm(parts[0].utf8),
                let value = PercentEncoding.decodeForm((parts.count == 2 ? parts[1] : "").utf8)
            else { throw .parseError(.query) }
            pairs.append((name, value))
        }
        self.pairs = pairs
    }

    subscript(name: String) -> String? { pairs.last { $0.name == name }?.value }

    /// The query with one value changed, encoded again.
    func replacing(_ name: String, by value: String) -> String {
        let kept = pairs.filter { $0.name != name } + [(name, value)]
        return kept.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }.joined(
            separator: "&"
        )
    }
}
