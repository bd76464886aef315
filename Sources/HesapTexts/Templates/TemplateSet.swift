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
    /// - Throws: `TemplateFault` naming the first that does not compile or uses a partial that is not there.
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

    private static func partials(of source: String) -> [String] {
        source.ranges(of: "{{>").compactMap { open in
            let rest = source[open.upperBound...]
            return rest.firstRange(of: "}}").map { rest[..<$0.lowerBound].filter { !$0.isWhitespace } }
        }
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
