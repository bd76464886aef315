/// A JSON document as Python's `json` module sees it: order kept, numbers kept as written.
///
/// Numbers stay text so that what Django stored (`1e3`, `10000000000000000000000`, `1.0`) comes back unchanged.
package indirect enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// The literal as it stood in the document, for instance `-12` or `1.5e3`.
    case number(String)
    case string(String)
    case array([JSONValue])
    /// Members in document order. A parsed document has each key once: the last one won, as in Python.
    case object([Member])

    package struct Member: Sendable, Equatable {
        package let key: String
        package let value: JSONValue

        package init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }
    }
}

extension JSONValue {
    /// The member of that name, nil for another kind of value or a missing key.
    package subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.key == key }?.value
    }

    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    package var bool: Bool? {
        guard case .bool(let flag) = self else { return nil }
        return flag
    }

    /// A whole number written as one; `1.0` and `1e3` are not.
    package var integer: Int64? {
        guard case .number(let literal) = self else { return nil }
        return Int64(literal)
    }

    package static func integer(_ value: Int64) -> JSONValue { .number(String(value)) }
}
