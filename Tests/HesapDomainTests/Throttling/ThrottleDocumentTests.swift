import FoundationEssentials
import HesapDomain
import Testing

/// docs/features/throttles.md has a table row for each scope: `| scope | default | counted per | where |`.
@Suite("The document about throttles")
struct ThrottleDocumentTests {
    @Test("it has every scope with its rate as in the code, and no other")
    func documentEqualsCode() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../docs/features/throttles.md")
        let rows = String(decoding: try Data(contentsOf: file), as: UTF8.self).split(separator: "\n")
            .filter { $0.hasPrefix("| `") }.map { $0.split(separator: "|").map { $0.filter { $0 != " " } } }
        let documented = rows.map { "\($0[0]) \($0[1])" }
        let rates = ThrottleScope.allCases.map { "`\($0.rawValue)` `\(ThrottleRates.standard[$0]?.text ?? "none")`" }
        #expect(documented.sorted() == rates.sorted())
    }
}
