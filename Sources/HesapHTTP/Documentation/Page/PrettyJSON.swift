import DjangoCompat

extension JSONValue {
    /// Indented by two spaces, for people.
    var pretty: String { pretty(indentation: "") }

    private func pretty(indentation: String) -> String {
        let inner = indentation + "  "
        switch self {
        case .array(let items) where !items.isEmpty:
            let lines = items.map { inner + $0.pretty(indentation: inner) }
            return "[\n" + lines.joined(separator: ",\n") + "\n\(indentation)]"
        case .object(let members) where !members.isEmpty:
            let lines = members.map { member in
                inner + JSONValue.string(member.key).compact + ": " + member.value.pretty(indentation: inner)
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indentation)}"
        default:
            return compact
        }
    }

    private var compact: String { String(decoding: encoded(ascii: false), as: UTF8.self) }
}
