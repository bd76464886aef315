import Mustache

/// Mustache templates that may use each other as partials, compiled once.
package struct TemplateSet: Sendable {
    /// What the output is, which decides how values are escaped.
    package enum Output: Sendable {
        case html, text

        fileprivate var contentType: String {
            switch self {
            case .html: HTMLEscape.isRegistered ? HTMLEscape.name : "HTML"
            case .text: "TEXT"
            }
        }
    }

    private let library: MustacheLibrary

    /// Compiles all of them.
    ///
    /// - Throws: `TemplateFault` naming the first that does not compile, or uses a partial that is not there or itself:
    ///   what is rendered without an end takes the whole process down.
    package init(_ sources: [String: String], output: Output) throws(TemplateFault) {
        var library = MustacheLibrary()
        for (name, source) in sources.sorted(by: { $0.key < $1.key }) {
            do {
                try library.register("{{% CONTENT_TYPE:\(output.contentType)}}" + source, named: name)
            } catch {
                throw TemplateFault(name: name, reason: "\(error)")
            }
            for partial in Self.partials(of: source) where sources[partial] == nil {
                throw TemplateFault(name: name, reason: "uses the partial \(partial), which is not there")
            }
            guard !Self.uses(name, itself: sources) else {
                throw TemplateFault(name: name, reason: "uses itself as a partial, and would never end")
            }
        }
        self.library = library
    }

    /// The names that are known when the program is built: an unknown one is a defect of ours.
    package func render(_ name: String, _ context: [String: Any]) -> String {
        guard let text = library.render(context, withTemplate: name) else {
            preconditionFailure("no template \(name)")
        }
        return text
    }

    /// Directly or by way of other partials.
    private static func uses(_ name: String, itself sources: [String: String]) -> Bool {
        var waiting = [name]
        var seen: Set<String> = []
        while let next = waiting.popLast() {
            let partials = partials(of: sources[next] ?? "")
            if partials.contains(name) { return true }
            waiting += partials.filter { seen.insert($0).inserted }
        }
        return false
    }

    /// Those that are put in as they are (`>`) and those that are put in with blocks of their own (`<`).
    private static func partials(of source: String) -> [String] {
        source.matches(of: #/\{\{\s*[<>]([^}]*)\}\}/#).map { $0.output.1.filter { !$0.isWhitespace } }
    }
}

/// A template that cannot be used: one line for the operator.
package struct TemplateFault: Error, Equatable, CustomStringConvertible {
    package let name: String
    package let reason: String

    package init(name: String, reason: String) {
        self.name = name
        self.reason = reason
    }

    package var description: String { "template \(name): \(reason)" }
}
