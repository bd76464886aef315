import DjangoCompat

extension OpenAPI.Schema {
    /// The schema in a few words, for instance "text, 1 to 50 characters, or null".
    var inWords: String { Self.words(json) }

    static func words(_ schema: JSONValue) -> String {
        if let reference = schema["$ref"]?.string { return reference.split(separator: "/").last.map(String.init) ?? "" }
        if let value = schema["const"] { return value == .string("") ? "blank" : value.pretty }
        for key in ["anyOf", "oneOf"] {
            if case .array(let parts)? = schema[key] { return parts.map(words).joined(separator: " or ") }
        }
        if case .array(let values)? = schema["enum"] {
            return "one of " + values.map { "`\($0.string ?? $0.pretty)`" }.joined(separator: ", ")
        }
        return ([kind(schema)] + limits(schema)).joined(separator: ", ")
    }

    private static func kind(_ schema: JSONValue) -> String {
        switch (schema["type"]?.string, schema["format"]?.string) {
        case ("string", "date"): "date (YYYY-MM-DD)"
        case ("string", "date-time"): "date and time (RFC 3339)"
        case ("string", "email"): "e-mail address"
        case ("string", "uri-reference"): "link"
        case ("string", _): "text"
        case ("integer", _): "whole number"
        case ("array", _): "list of " + (schema["items"].map(words) ?? "anything")
        case (let type, _): type ?? "anything"
        }
    }

    private static func limits(_ schema: JSONValue) -> [String] {
        let texts = [
            range(schema["minLength"]?.integer, schema["maxLength"]?.integer, " characters"),
            range(schema["minimum"]?.integer, schema["maximum"]?.integer, ""),
            schema["pattern"]?.string.map { "like `\($0)`" },
            schema["default"].map { "\($0.pretty) if left out" },
        ]
        return texts.compactMap { $0 }
    }

    private static func range(_ low: Int64?, _ high: Int64?, _ unit: String) -> String? {
        switch (low, high) {
        case (1, nil) where !unit.isEmpty: nil
        case (nil, nil): nil
        case (let low?, let high?): "\(low) to \(high)\(unit)"
        case (let low?, nil): "from \(low)\(unit)"
        case (nil, let high?): "up to \(high)\(unit)"
        }
    }
}
