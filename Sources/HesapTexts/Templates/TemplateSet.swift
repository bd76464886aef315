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
    /// - Throws: `TemplateFault` naming the first that does not compile, uses a partial that is not there or itself, or
    ///   changes the delimiters, in which partials would not be seen: what is rendered without an end takes the whole
    ///   process down.
    package init(_ sources: [String: String], output: Output) throws(TemplateFault) {
        var library = MustacheLibrary()
        let tags = sources.mapValues(Self.tags)
        let partials = tags.mapValues { $0.compactMap(Self.partial) }
        for (name, source) in sources.sorted(by: { $0.key < $1.key }) {
            do {
                try library.register("{{% CONTENT_TYPE:\(output.contentType)}}" + source, named: name)
            } catch {
                throw TemplateFault(name: name, reason: "\(error)")
            }
            guard !tags[name, default: []].contains(where: { $0.first == "=" }) else {
                throw TemplateFault(name: name, reason: "changes the delimiters, which have to stay {{ and }}")
            }
            for partial in partials[name] ?? [] where sources[partial] == nil {
                throw TemplateFault(name: name, reason: "uses the partial \(partial), which is not there")
            }
            guard !Self.uses(name, itself: partials) else {
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
    private static func uses(_ name: String, itself partials: [String: [String]]) -> Bool {
        var waiting = [name]
        var seen: Set<String> = []
        while let next = waiting.popLast() {
            let used = partials[next] ?? []
            if used.contains(name) { return true }
            waiting += used.filter { seen.insert($0).inserted }
        }
        return false
    }

    /// What follows the two braces that open each tag, up to the next brace that opens one.
    ///
    /// Read by bytes: as a regular expression this was a quarter of the program's start.
    private static func tags(of source: String) -> [Substring] {
        let pieces = source.utf8.split(separator: UInt8(ascii: "{"), omittingEmptySubsequences: false).dropFirst()
        // Between the two braces that open a tag stands an empty piece.
        return zip(pieces, pieces.dropFirst()).compactMap { $0.isEmpty ? Substring($1) : nil }
    }

    /// The partial that a tag puts in as it is (`>`) or with blocks of its own (`<`); nil when it is another tag.
    private static func partial(of tag: Substring) -> String? {
        guard let sign = tag.first, sign == "<" || sign == ">" else { return nil }
        guard let end = tag.firstIndex(of: "}"), tag[end...].hasPrefix("}}") else { return nil }
        return tag[..<end].dropFirst().filter { !$0.isWhitespace }
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
