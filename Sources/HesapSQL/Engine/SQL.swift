/// A statement whose values are bound apart from its text, so that no input can become part of the text.
///
/// `"SELECT name FROM t WHERE id = \(id)"` is the text `… id = $1` and one binding. SQLite and PostgreSQL both take
/// `$1`. Table names need an `Identifier`; a `String` in the interpolation is always a value.
package struct SQL: Sendable, ExpressibleByStringInterpolation {
    package let text: String
    package let bindings: [SQLValue]

    package init(stringLiteral value: String) {
        text = value
        bindings = []
    }

    package init(stringInterpolation: StringInterpolation) {
        text = stringInterpolation.text
        bindings = stringInterpolation.bindings
    }

    /// For statements that the program puts together from its own description of a table.
    package init(definition: String) {
        text = definition
        bindings = []
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""
        fileprivate var bindings: [SQLValue] = []

        /// Made once: each statement of a request needs some, and making one costs as much as appending it.
        private static let placeholders = (1...16).map { "$\($0)" }

        package init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 3)
            bindings.reserveCapacity(interpolationCount)
        }

        package mutating func appendLiteral(_ literal: String) {
            text += literal
        }

        package mutating func appendInterpolation(_ value: some SQLBindable) {
            bindings.append(value.sqlValue)
            let number = bindings.count
            text += number <= Self.placeholders.count ? Self.placeholders[number - 1] : "$\(number)"
        }

        package mutating func appendInterpolation<Value: SQLBindable>(_ value: Value?) {
            appendInterpolation(value?.sqlValue ?? .null)
        }

        package mutating func appendInterpolation(_ identifier: Identifier) {
            text += identifier.quoted
        }

        package mutating func appendInterpolation(_ fragment: Fragment) {
            text += fragment.text
        }

        /// `IN (\(list: values))`.
        package mutating func appendInterpolation(list values: [some SQLBindable]) {
            for (position, value) in values.enumerated() {
                if position > 0 { text += ", " }
                appendInterpolation(value)
            }
        }
    }
}
