import DjangoCompat

/// The parts of OpenAPI 3.1 that Hesap's document uses, as values.
///
/// One list of them makes the document and the page.
enum OpenAPI {}

extension OpenAPI {
    /// A JSON Schema (draft 2020-12, the dialect of OpenAPI 3.1).
    struct Schema: Sendable, Equatable {
        let json: JSONValue

        private init(_ pairs: KeyValuePairs<String, JSONValue?>) {
            json = .members(pairs)
        }

        private init(_ members: [JSONValue.Member]) {
            json = .object(members)
        }

        static let boolean = Schema(["type": .string("boolean")])

        static func text(
            minimum: Int? = nil,
            maximum: Int? = nil,
            pattern: String? = nil,
            format: String? = nil
        ) -> Schema {
            Schema([
                "type": .string("string"), "format": format.map(JSONValue.string),
                "minLength": minimum.map(JSONValue.number), "maxLength": maximum.map(JSONValue.number),
                "pattern": pattern.map(JSONValue.string),
            ])
        }

        static func integer(minimum: Int, maximum: Int? = nil, standard: Int? = nil) -> Schema {
            Schema([
                "type": .string("integer"), "format": .string("int64"), "minimum": .number(minimum),
                "maximum": maximum.map(JSONValue.number), "default": standard.map(JSONValue.number),
            ])
        }

        static func choice(_ values: [String]) -> Schema {
            Schema(["type": .string("string"), "enum": .strings(values)])
        }

        static func constant(_ value: JSONValue) -> Schema {
            Schema(["const": value])
        }

        static func array(of items: Schema) -> Schema {
            Schema(["type": .string("array"), "items": items.json])
        }

        static func dictionary(of values: Schema) -> Schema {
            Schema(["type": .string("object"), "minProperties": .number(1), "additionalProperties": values.json])
        }

        // Closed is for what clients send, where unknown fields are refused. Answers stay open: a client that ignores
        // what it does not know then keeps working when a field is added.
        static func object(
            _ properties: [(name: String, schema: Schema)],
            required: [String],
            isClosed: Bool = false
        ) -> Schema {
            Schema([
                "type": .string("object"),
                "properties": .object(properties.map { .init($0.name, $0.schema.json) }),
                "required": required.isEmpty ? nil : .strings(required),
                "additionalProperties": isClosed ? .bool(false) : nil,
            ])
        }

        /// Whatever JSON can hold.
        static let any = Schema([:])

        static let anyObject = Schema(["type": .string("object")])

        static func reference(_ name: NamedSchema) -> Schema {
            Schema(["$ref": .string("#/components/schemas/\(name.rawValue)")])
        }

        static func oneOf(_ schemas: [Schema]) -> Schema {
            guard schemas.count != 1 else { return schemas[0] }
            return Schema(["oneOf": .array(schemas.map(\.json))])
        }

        static func anyOf(_ schemas: Schema...) -> Schema {
            Schema(["anyOf": .array(schemas.map(\.json))])
        }

        static func allOf(_ schemas: Schema...) -> Schema {
            Schema(["allOf": .array(schemas.map(\.json))])
        }

        var orNull: Schema { .anyOf(self, Schema(["type": .string("null")])) }

        var orBlank: Schema { .anyOf(self, .constant(.string(""))) }

        func described(_ text: String) -> Schema { adding("description", .string(text)) }

        func example(_ value: JSONValue) -> Schema { adding("examples", .array([value])) }

        func example(_ text: String) -> Schema { example(.string(text)) }

        private func adding(_ key: String, _ value: JSONValue) -> Schema {
            guard case .object(let members) = json else { return self }
            return Schema(members + [.init(key, value)])
        }
    }
}

extension JSONValue {
    /// An object in the order written; a nil value leaves its key out.
    static func members(_ pairs: KeyValuePairs<String, JSONValue?>) -> JSONValue {
        .object(pairs.compactMap { key, value in value.map { .init(key, $0) } })
    }

    static func strings(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }

    static func number(_ value: Int) -> JSONValue { .integer(Int64(value)) }
}
