import Hummingbird
import Testing

@testable import DjangoCompat
@testable import HesapHTTP

@Suite("The documentation page")
struct DocumentationPageTests {
    private let page = DocumentationPage.markup

    @Test("tells of every operation its method, path, summary and answers", arguments: OpenAPIDocument.operations)
    func tellsOperations(operation: OpenAPI.Operation) throws {
        let start = try #require(page.firstRange(of: #"<article id="\#(operation.id)">"#))
        let end = try #require(page[start.upperBound...].firstRange(of: "</article>"))
        let article = page[start.lowerBound..<end.upperBound]
        #expect(article.contains(operation.title.markup))
        #expect(article.contains(HTML.text(operation.summary).markup))
        #expect(page.contains(##"<a href="#\##(operation.id)">"##))
        for field in operation.form?.alternatives.flatMap(\.self) ?? [] {
            #expect(article.contains("<code>\(field.name)</code>"))
        }
        let statuses = operation.answers.map(\.status) + operation.refusalsByStatus.map(\.status)
        for status in statuses { #expect(article.contains("<summary><code>\(status)</code>")) }
    }

    @Test("runs no script, asks nobody else, and has no style that the policy forbids")
    func isSelfContained() {
        for forbidden in ["<script", "style=", "src=", "http://", "https://", "@import", "url("] {
            #expect(!page.contains(forbidden), "\(forbidden)")
        }
        #expect(page.components(of: "<style>") == 1)
    }

    @Test("closes every element that it opens")
    func isWellFormed() {
        var open: [String] = []
        for part in page.dropFirst("<!doctype html>".count).split(separator: "<") {
            let name = String(part.prefix { $0.isLetter || $0.isNumber || $0 == "/" })
            if name.hasPrefix("/") {
                #expect(open.popLast() == String(name.dropFirst()))
            } else if name != "meta", !name.isEmpty {
                open.append(name)
            }
        }
        #expect(open == [])
    }

    @Test("allows its style sheet by the right hash")
    func hashIsRight() {
        // The example of FIPS 180-4, so that the hash is not compared with a miscalculation.
        let abc = SHA256Digest.of(Array("abc".utf8)).prefix(4)
        #expect(Array(abc) == [0xBA, 0x78, 0x16, 0xBF])
        let digest = SHA256Digest.of(Array("\(StyleSheet.text)".utf8))
        #expect(StyleSheet.hash == "sha256-" + String(decoding: PythonBase64.encode(digest), as: UTF8.self))
        #expect(page.contains("<style>\(StyleSheet.text)</style>"))
    }

    @Test("is served under a policy that allows nothing but that style sheet, and may be cached by everybody")
    func isServedSafely() async throws {
        let answer = try await Storefront().answer(to: .get("/docs"))
        #expect(answer.status == 200)
        #expect(answer.text == page)
        #expect(answer.header("Content-Type") == "text/html; charset=utf-8")
        #expect(answer.header("Cache-Control") == "public, max-age=300")
        let policy = try #require(answer.header("Content-Security-Policy"))
        #expect(
            policy.split(separator: "; ").sorted() == [
                "base-uri 'none'", "default-src 'none'", "form-action 'none'", "frame-ancestors 'none'",
                "style-src '\(StyleSheet.hash)'",
            ]
        )
    }

    @Test(
        "escapes whatever could be markup",
        arguments: [
            ("<b>", "&lt;b&gt;"), ("\"'", "&quot;&#x27;"), ("a&b", "a&amp;b"), ("&lt;", "&amp;lt;"),
            ("<\u{301}>", "&lt;\u{301}&gt;"),
        ]
    )
    func escapes(raw: String, escaped: String) {
        #expect(HTML.text(raw).markup == escaped)
        #expect(HTML.code(raw).markup == "<code>\(escaped)</code>")
        #expect(HTML.prose("`\(raw)`\(raw)").markup == "<code>\(escaped)</code>\(escaped)")
        #expect(HTML.void("meta", ["content": raw]).markup == "<meta content=\"\(escaped)\">\n")
    }
}

extension String {
    fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}
