import DjangoCompat
import FoundationEssentials
import HesapDomain
import Hummingbird
import Testing

@testable import HesapHTTP

struct ErrorCodesTests {
    @Test("docs/errors.md lists the codes, and no others, with their statuses")
    func page() throws {
        let listed = try rows()
        let known = Problem.examples.map { "\($0.code ?? "") \($0.status.code)" }
        #expect(listed.sorted() == known.sorted())
    }

    /// The first two columns of the table of codes.
    private func rows() throws -> [String] {
        let file = FilePath(#filePath).ancestors(4) + "/docs/errors.md"
        let page = String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self)
        return page.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|").map { $0.filter { $0 != " " } }
            guard cells.count == 4, cells[0].hasPrefix("`"), cells[0].hasSuffix("`") else { return nil }
            return "\(cells[0].dropFirst().dropLast()) \(cells[1])"
        }
    }

    /// A path as text, to get from this file to the root of the project.
    private struct FilePath {
        let text: String

        init(_ text: String) { self.text = text }

        func ancestors(_ count: Int) -> String {
            text.split(separator: "/").dropLast(count).reduce("") { $0 + "/" + $1 }
        }
    }

    @Test("every problem has an example, a code of its own and a status that fits")
    func examples() {
        let codes = Problem.examples.compactMap(\.code)
        #expect(codes.count == Problem.examples.count)
        #expect(Set(codes).count == codes.count)
        let isSnakeCase = codes.allSatisfy { code in code.allSatisfy { $0 == "_" || $0.isLowercase && $0.isASCII } }
        #expect(isSnakeCase)
        for problem in Problem.examples {
            let isServers = problem.code == "try_later" || problem.code == "server_error"
            #expect((problem.status.code >= 500) == isServers)
        }
    }

    @Test("waiting times are whole seconds, at least one", arguments: [(-5, "1"), (0, "1"), (1, "1"), (90, "90")])
    func retryAfter(_ row: (Int, String)) {
        for problem in [Problem.throttled(retryAfterSeconds: row.0), .tryLater(retryAfterSeconds: row.0)] {
            #expect(problem.response(in: .english, requestID: "x").headers[.retryAfter] == row.1)
        }
    }

    @Test("an error that nobody foresaw tells nothing")
    func unforeseen() {
        struct Surprise: Error {
            let detail = "ayse@example.com"
        }
        #expect(Problem(thrown: Surprise()) == .fault)
    }
}
