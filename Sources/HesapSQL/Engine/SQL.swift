package import HesapDomain

/// A statement whose values are bound apart from its text, so that no input can become part of the text.
///
/// `"SELECT name FROM t WHERE id = \(id)"` is the text `… id = $1` and one binding. SQLite and PostgreSQL both take
/// `$1`. Table names need an `Identifier`; a `String` in the interpolation is always a value.
package struct SQL: Sendable, ExpressibleByStringInterpolation {
    package let shape: StatementShape
    package let bindings: [SQLValue]

    package var text: String { shape.text }

    package init(stringLiteral value: StaticString) {
        shape = StatementShape(pieces: [.literal(Literal(value))])
        bindings = []
    }

    package init(stringInterpolation: StringInterpolation) {
        shape = StatementShape(pieces: stringInterpolation.pieces)
        bindings = stringInterpolation.bindings
    }

    /// For statements that the program puts together from its own description of a table.
    package init(definition: String) {
        shape = StatementShape(pieces: [.text(definition)])
        bindings = []
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var pieces: [StatementShape.Piece] = []
        fileprivate var bindings: [SQLValue] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            pieces.reserveCapacity(interpolationCount * 2 + 1)
            bindings.reserveCapacity(interpolationCount)
        }

        package mutating func appendLiteral(_ literal: StaticString) {
            pieces.append(.literal(Literal(literal)))
        }

        package mutating func appendInterpolation(_ value: some SQLBindable) {
            bindings.append(value.sqlValue)
            pieces.append(.value)
        }

        package mutating func appendInterpolation<Value: SQLBindable>(_ value: Value?) {
            appendInterpolation(value?.sqlValue ?? .null)
        }

        /// A moment for a column of Django's: `expire_date > \(time: now)`.
        package mutating func appendInterpolation(time moment: Timestamp) {
            appendInterpolation(SQLValue.time(moment))
        }

        package mutating func appendInterpolation(_ identifier: Identifier) {
            pieces.append(.text(identifier.quoted))
        }

        package mutating func appendInterpolation(_ fragment: Fragment) {
            pieces.append(.literal(fragment.literal))
        }

        /// `IN (\(list: values))`.
        package mutating func appendInterpolation(list values: [some SQLBindable]) {
            for (position, value) in values.enumerated() {
                if position > 0 { appendLiteral(", ") }
                appendInterpolation(value)
            }
        }
    }
}
