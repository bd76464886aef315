import DjangoCompat

extension OpenAPI {
    /// The body of an unsafe request, which may come as JSON or as a form.
    struct Form: Sendable {
        /// Sets of fields of which one is to be sent; nearly always one.
        let alternatives: [[Field]]

        init(_ fields: Field...) {
            alternatives = [fields]
        }

        init(_ fields: [Field]) {
            alternatives = [fields]
        }

        init(alternatives: [[Field]]) {
            self.alternatives = alternatives
        }

        /// The body is ignored but for the CSRF token of a browser's form.
        static let tokenOnly = Form(alternatives: [])

        var isRead: Bool { !alternatives.isEmpty }

        /// The set that new clients send.
        var fields: [Field] { alternatives.first ?? [] }

        /// Without required fields, no body at all is fine too.
        var isRequired: Bool { fields.contains(where: \.isRequired) }

        var jsonSchema: Schema {
            .oneOf(alternatives.map { fields in schema(fields, fields.map { ($0.name, $0.json) }) })
        }

        /// A browser's form carries its CSRF token as a field.
        var urlEncodedSchema: Schema {
            let purpose = "The CSRF token, for forms without the `X-CSRFToken` header."
            // A form that is not read is not refused either: where the header holds the token, this may be anything.
            guard isRead else { return .object([(CSRFGuard.formField, .any.described(purpose))], required: []) }
            let token = Schema.text(pattern: Parameter.csrfFieldPattern).described(purpose)
            return .oneOf(
                alternatives.map { fields in
                    let texts = fields.compactMap { field in field.form.map { (field.name, $0) } }
                    return schema(fields, texts + [(CSRFGuard.formField, token)])
                }
            )
        }

        /// What every form is refused for.
        var refusals: [Problem] {
            guard isRead else { return [] }
            var missing = FieldErrors()
            for field in fields where field.isRequired { missing.add(field.name, .required) }
            let unknown = Problem.field("nickname", .unknownField)
            let noObject = Problem.field(FieldErrors.general, .notAnObject)
            return (missing.isEmpty ? [] : [.fields(missing)]) + [unknown, noObject]
        }

        /// A body that would be accepted, as far as a document can know.
        var example: JSONValue {
            .object(fields.compactMap { field in field.example.map { .init(field.name, $0) } })
        }

        private func schema(_ fields: [Field], _ properties: [(String, Schema)]) -> Schema {
            let required = fields.filter(\.isRequired).map(\.name)
            return .object(properties.map { (name: $0.0, schema: $0.1) }, required: required, isClosed: true)
        }
    }

    struct Field: Sendable {
        let name: String
        let isRequired: Bool
        let json: Schema
        /// As text of a form; nil for what text cannot express.
        let form: Schema?
        /// Left out of the example when nil.
        let example: JSONValue?

        init(_ name: String, isRequired: Bool, json: Schema, form: Schema?, example: JSONValue?) {
            self.name = name
            self.isRequired = isRequired
            self.json = json
            self.form = form
            self.example = example
        }

        static func required(_ name: String, _ schema: Schema, _ text: String, example: String) -> Field {
            let schema = schema.described(text)
            return Field(name, isRequired: true, json: schema, form: schema, example: .string(example))
        }

        /// May be missing, `null` or blank; all three mean "none".
        static func optional(_ name: String, _ schema: Schema, _ text: String, example: String?) -> Field {
            Field(
                name,
                isRequired: false,
                json: schema.orBlank.orNull.described(text + " `null` or blank means none."),
                form: schema.orBlank.described(text + " Blank means none."),
                example: example.map(JSONValue.string)
            )
        }

        /// A boolean; in a form one of the words that Django REST framework reads as one.
        static func flag(_ name: String, _ text: String, example: Bool?) -> Field {
            Field(
                name,
                isRequired: false,
                json: Schema.boolean.described(text),
                form: Schema.choice(trueWords + falseWords).described(text),
                example: example.map(JSONValue.bool)
            )
        }

        static let trueWords = ["true", "True", "1", "on", "yes"]
        private static let falseWords = ["false", "False", "0", "off", "no"]
    }
}

extension Problem {
    static func field(_ name: String, _ messages: Message...) -> Problem { .fields(FieldErrors(name, messages)) }
}
