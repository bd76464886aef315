import HesapDomain

/// A text with places for variables.
///
/// Such as `At least {{count}} characters.` What is filled in is never looked at again, so a value that looks like a variable stays as it is.
struct Pattern: Sendable {
    let source: String
    private let parts: [Part]

    private enum Part: Sendable {
        case literal(Substring)
        case variable(String)
    }

    init(_ source: String) {
        self.source = source
        var parts: [Part] = []
        var rest = source[...]
        while let open = rest.firstRange(of: "{{"), let close = rest[open.upperBound...].firstRange(of: "}}") {
            parts.append(.literal(rest[..<open.lowerBound]))
            parts.append(.variable(String(rest[open.upperBound..<close.lowerBound])))
            rest = rest[close.upperBound...]
        }
        self.parts = parts + [.literal(rest)]
    }

    var variables: Set<String> {
        Set(
            parts.compactMap { part in
                guard case .variable(let name) = part else { return nil }
                return name
            }
        )
    }

    func filled(with values: TextVariables, in language: LanguageCode) -> String {
        parts.reduce(into: "") { text, part in
            switch part {
            case .literal(let literal): text += literal
            case .variable(let name):
                switch values[name] {
                case .text(let value): text += value
                case .number(let value): text += LocalFormat(language).number(value)
                // A test fills every text with what its callers give; in a shop the place is shown as it is.
                case nil: text += "{{\(name)}}"
                }
            }
        }
    }
}
