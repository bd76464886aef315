import DjangoCompat

/// The part of JSON Schema that the document uses, to hold real answers against it.
///
/// Stricter in one point: a property that the schema does not name is a fault, since the document then lacks it.
struct SchemaCheck {
    let document: JSONValue

    func faults(of value: JSONValue, _ schema: JSONValue, at path: String = "") -> [String] {
        if let reference = schema["$ref"]?.string {
            guard let target = resolve(reference) else { return ["\(path): \(reference) points to nothing"] }
            return faults(of: value, target, at: path)
        }
        if let constant = schema["const"], constant != value { return ["\(path): not \(constant)"] }
        if case .array(let values)? = schema["enum"], !values.contains(value) { return ["\(path): none of the enum"] }
        return combined(value, schema, path) + typed(value, schema, path)
    }

    func resolve(_ reference: String) -> JSONValue? {
        guard reference.hasPrefix("#/") else { return nil }
        return reference.dropFirst(2).split(separator: "/").reduce(document) { $0?[String($1)] }
    }

    private func combined(_ value: JSONValue, _ schema: JSONValue, _ path: String) -> [String] {
        var found: [String] = []
        if case .array(let parts)? = schema["anyOf"], !parts.contains(where: { faults(of: value, $0).isEmpty }) {
            found.append("\(path): none of anyOf")
        }
        if case .array(let parts)? = schema["oneOf"], parts.count(where: { faults(of: value, $0).isEmpty }) != 1 {
            found.append("\(path): not exactly one of oneOf")
        }
        // A narrower code beside the general problem: the second names only what it narrows.
        if case .array(let parts)? = schema["allOf"], let whole = parts.first {
            let narrower = parts.dropFirst().flatMap { part in
                members(part["properties"]).flatMap { faults(of: value[$0.key] ?? .null, $0.value, at: path) }
            }
            found += faults(of: value, whole, at: path) + narrower
        }
        return found
    }

    private func typed(_ value: JSONValue, _ schema: JSONValue, _ path: String) -> [String] {
        switch (schema["type"]?.string, value) {
        case (nil, _), ("null", .null), ("boolean", .bool): return []
        case ("string", .string(let text)): return textFaults(text, schema, path)
        case ("integer", .number):
            guard let number = value.integer else { return ["\(path): no whole number"] }
            let isInside = (schema["minimum"]?.integer ?? .min)...(schema["maximum"]?.integer ?? .max) ~= number
            return isInside ? [] : ["\(path): \(number) is out of range"]
        case ("array", .array(let items)):
            return items.enumerated().flatMap {
                faults(of: $0.element, schema["items"] ?? .null, at: "\(path)/\($0.offset)")
            }
        case ("object", .object(let fields)): return objectFaults(fields, schema, path)
        case (let type, _): return ["\(path): not of type \(type ?? "")"]
        }
    }

    private func textFaults(_ text: String, _ schema: JSONValue, _ path: String) -> [String] {
        let length = Int64(text.unicodeScalars.count)
        guard (schema["minLength"]?.integer ?? 0)...(schema["maxLength"]?.integer ?? .max) ~= length else {
            return ["\(path): \(length) characters"]
        }
        guard let pattern = schema["pattern"]?.string else { return [] }
        guard let regex = try? Regex(pattern), text.contains(regex) else { return ["\(path): not like \(pattern)"] }
        return []
    }

    private func objectFaults(_ fields: [JSONValue.Member], _ schema: JSONValue, _ path: String) -> [String] {
        let properties = schema["properties"]
        var found: [String] = []
        if case .array(let required)? = schema["required"] {
            let missing = required.compactMap(\.string).filter { name in !fields.contains { $0.key == name } }
            found += missing.map { "\(path): \($0) is missing" }
        }
        let isFree = properties == nil && schema["additionalProperties"] == nil
        for field in fields where !isFree {
            guard let known = properties?[field.key] ?? schema["additionalProperties"], known.bool != false else {
                found.append("\(path): \(field.key) is not documented")
                continue
            }
            found += faults(of: field.value, known, at: "\(path)/\(field.key)")
        }
        return found
    }

    private func members(_ value: JSONValue?) -> [JSONValue.Member] {
        guard case .object(let members)? = value else { return [] }
        return members
    }
}

extension JSONValue {
    /// Every value of that key, however deep.
    func all(_ key: String) -> [JSONValue] {
        switch self {
        case .object(let members):
            members.flatMap { member in (member.key == key ? [member.value] : []) + member.value.all(key) }
        case .array(let items): items.flatMap { $0.all(key) }
        default: []
        }
    }
}
