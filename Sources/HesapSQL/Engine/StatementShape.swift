/// A statement without its values, as the pieces that the program made it of.
///
/// What an engine has prepared is found by it: a request needs some statements, and putting their texts together and
/// comparing them cost more than binding their values. So the text is made for a statement that is new only.
package struct StatementShape: Sendable, Hashable {
    enum Piece: Sendable, Hashable {
        case literal(Literal)
        /// A name or a definition.
        case text(String)
        /// The place of the next value.
        case value
    }

    let pieces: [Piece]

    /// With `$1`, `$2`, … for the values.
    package var text: String {
        var text = ""
        var values = 0
        for piece in pieces {
            switch piece {
            case .literal(let literal): text += literal.text
            case .text(let part): text += part
            case .value:
                values += 1
                text += "$\(values)"
            }
        }
        return text
    }
}

/// A literal of the program, equal to itself by where it lies; another one of the same text may lie elsewhere.
struct Literal: Sendable, Hashable {
    private let string: StaticString

    init(_ string: StaticString) {
        // The others are single letters that are written where a `Unicode.Scalar` is wanted.
        precondition(string.hasPointerRepresentation)
        self.string = string
    }

    var text: String { string.description }

    static func == (left: Literal, right: Literal) -> Bool {
        left.string.utf8Start == right.string.utf8Start
            && left.string.utf8CodeUnitCount == right.string.utf8CodeUnitCount
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(string.utf8Start)
    }
}
