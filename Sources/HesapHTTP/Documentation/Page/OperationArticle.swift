import DjangoCompat
import HTTPTypes
import HesapDomain

extension OpenAPI.Operation {
    /// Method and path.
    var title: HTML { .code("\(method.rawValue) \(path)") }

    var article: HTML {
        let parts =
            [
                HTML.element("h3", title), .element("p", .element("strong", .text(summary))),
                .element("p", .prose(purpose)), .element("p", .text(access.inWords)),
            ] + [logic, asked, sent, filled, answered].compactMap { $0 }
        return .element("article", with: ["id": id], parts)
    }

    private var logic: HTML? {
        guard !rules.isEmpty else { return nil }
        return part("Business logic", .element("ul", rules.map { .element("li", .prose($0)) }))
    }

    private var asked: HTML? {
        list("Dynamic settings", settings.map { (.code($0.rawValue), .prose($0.explanation)) })
    }

    private var sent: HTML? {
        list(
            "Parameters",
            allParameters.map { parameter in
                let need = parameter.isRequired ? "required" : "optional"
                let term = Self.term(parameter.name, "\(parameter.place.rawValue), \(need)")
                return (term, .prose("\(parameter.text) Value: \(parameter.schema.inWords)."))
            }
        )
    }

    private var filled: HTML? {
        guard let form, !form.fields.isEmpty else { return nil }
        let sets = form.alternatives.map { fields in HTML.element("dl", fields.flatMap(Self.entry)) }
        let list = HTML.join(Array(sets.map { [$0] }.joined(separator: [.element("p", .text("or"))])))
        return part("Fields", .join([list, .element("pre", .text(form.example.pretty))]))
    }

    private var answered: HTML? {
        let own = answers.map { ($0.status, $0.details) }
        let refused = refusalsByStatus.map {
            ($0.status, OpenAPI.RefusedAnswer($0.problems).details(status: $0.status))
        }
        return part("Answers", .join((own + refused).sorted { $0.0 < $1.0 }.map(\.1)))
    }

    private func list(_ heading: String, _ entries: [(HTML, HTML)]) -> HTML? {
        guard !entries.isEmpty else { return nil }
        return part(heading, .element("dl", entries.flatMap(Self.entry)))
    }

    private func part(_ heading: String, _ content: HTML) -> HTML {
        .join([.element("h4", .text(heading)), content])
    }

    private static func entry(_ term: HTML, _ text: HTML) -> [HTML] {
        [.element("dt", term), .element("dd", text)]
    }

    private static func entry(_ field: OpenAPI.Field) -> [HTML] {
        let text = field.json.json["description"]?.string ?? ""
        return entry(
            term(field.name, field.isRequired ? "required" : "optional"),
            .prose("\(text) Value: \(field.json.inWords).")
        )
    }

    private static func term(_ name: String, _ note: String) -> HTML {
        .join([.code(name), .text(" (\(note))")])
    }
}

extension OpenAPI.Operation.Access {
    fileprivate var inWords: String {
        switch self {
        case .everyone: "For everybody."
        case .visitor: "For guests and signed-in shoppers."
        case .signedIn: "For signed-in shoppers."
        }
    }
}

extension OpenAPI.Answer {
    /// Open from the start: the good answer is what a reader looks for.
    fileprivate var details: HTML {
        let summary = HTML.element("summary", [.code(String(status)), .text(" \(text)")])
        let kind = body.map { HTML.element("p", .prose("\($0.contentType): \($0.schema.inWords)")) }
        let cookie = cookieHeader.map { HTML.element("p", .prose("\($0.name): \($0.text)")) }
        let examples = (body?.examples ?? []).map { HTML.element("pre", .text($0.value.pretty)) }
        return .element("details", with: ["open": ""], [summary] + [cookie, kind].compactMap { $0 } + examples)
    }
}

extension OpenAPI.RefusedAnswer {
    fileprivate func details(status: Int) -> HTML {
        let summary = HTML.element("summary", [.code(String(status)), .text(" \(text)")])
        let names = codes.map { "`\($0)`" }.joined(separator: ", ")
        let codeList = codes.isEmpty ? nil : HTML.element("p", .prose("Codes: \(names)"))
        // One of the many with a code is enough; those about fields are each different.
        let shown = problems.filter { $0.code == nil } + problems.filter { $0.code != nil }.prefix(1)
        let examples = shown.map { HTML.element("pre", .text($0.exampleBody.pretty)) }
        return .element("details", [summary] + [codeList].compactMap { $0 } + examples)
    }
}
