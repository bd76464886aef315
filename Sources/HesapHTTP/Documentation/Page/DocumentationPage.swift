import DjangoCompat
import HTTPTypes

/// The document as one page: no script, no request to anywhere, so it works under the strictest policy.
enum DocumentationPage {
    static let markup = HTML.page(.element("html", with: ["lang": "en"], [head, body]))

    private static let head = HTML.element(
        "head",
        [
            .void("meta", ["charset": "utf-8"]),
            .void("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
            .element("title", .text("\(OpenAPIDocument.title): API")),
            .style(StyleSheet.text),
        ]
    )

    private static var body: HTML {
        let introduction = [
            HTML.element("h1", .text("\(OpenAPIDocument.title): API")),
            .element("p", .text(OpenAPIDocument.summary)),
        ]
        let notes = OpenAPIDocument.introduction.map { HTML.element("p", .prose($0)) }
        let link = HTML.element("a", with: ["href": "/openapi.json"], .text("OpenAPI 3.1 document"))
        let machine = HTML.element("p", [.text("For machines: "), link])
        let main = HTML.element("main", OpenAPI.Tag.allCases.map(section) + [schemas, codes])
        return .element("body", [.element("header", introduction + notes + [machine]), navigation, main])
    }

    private static var navigation: HTML {
        let entries = OpenAPI.Tag.allCases.flatMap(operations).map { operation in
            HTML.element("li", .element("a", with: ["href": "#\(operation.id)"], operation.title))
        }
        let parts = [("schemas", "Schemas"), ("codes", "Error codes")].map { anchor, title in
            HTML.element("li", .element("a", with: ["href": "#\(anchor)"], .text(title)))
        }
        return .element("nav", with: ["aria-label": "Operations"], .element("ul", entries + parts))
    }

    private static func operations(of tag: OpenAPI.Tag) -> [OpenAPI.Operation] {
        OpenAPIDocument.operations.filter { $0.tag == tag }
    }

    private static func section(_ tag: OpenAPI.Tag) -> HTML {
        let heading = [HTML.element("h2", .text(tag.rawValue)), .element("p", .text(tag.description))]
        return .element("section", heading + operations(of: tag).map(\.article))
    }

    private static var schemas: HTML {
        let articles = OpenAPI.NamedSchema.allCases.map { name in
            HTML.element(
                "article",
                with: ["id": "schema-\(name.rawValue)"],
                [.element("h3", .text(name.rawValue)), properties(of: name.schema.json)]
            )
        }
        return .element("section", with: ["id": "schemas"], [.element("h2", .text("Schemas"))] + articles)
    }

    private static func properties(of schema: JSONValue) -> HTML {
        let note = schema["description"]?.string.map { HTML.element("p", .prose($0)) }
        guard case .object(let members)? = schema["properties"] else { return .join([note].compactMap { $0 }) }
        let entries = members.flatMap { member in
            let text = member.value["description"]?.string
            let words = OpenAPI.Schema.words(member.value)
            return [
                HTML.element("dt", .code(member.key)),
                .element("dd", .prose([words + ".", text].compactMap { $0 }.joined(separator: " "))),
            ]
        }
        return .join([note].compactMap { $0 } + [.element("dl", entries)])
    }

    private static var codes: HTML {
        let entries = Problem.examples.flatMap { problem in
            [
                HTML.element("dt", [.code(problem.code ?? ""), .text(" (\(problem.status.code))")]),
                .element("dd", .text(problem.reason)),
            ]
        }
        return .element(
            "section",
            with: ["id": "codes"],
            [.element("h2", .text("Error codes")), .element("dl", entries)]
        )
    }
}
