import DjangoCompat

extension OpenAPI {
    /// What may be called after an answer, and what of this call it needs.
    ///
    /// Values are runtime expressions of OpenAPI, such as `$response.body#/0/id`.
    struct Link: Sendable {
        let operationID: String
        let text: String
        let parameters: [(name: String, value: String)]
        let fields: [(name: String, value: String)]

        init(
            to operationID: String,
            _ text: String,
            parameters: [(name: String, value: String)] = [],
            fields: [(name: String, value: String)] = []
        ) {
            self.operationID = operationID
            self.text = text
            self.parameters = parameters
            self.fields = fields
        }

        var json: JSONValue {
            .members([
                "operationId": .string(operationID), "description": .string(text),
                "parameters": Self.object(parameters), "requestBody": Self.object(fields),
            ])
        }

        private static func object(_ values: [(name: String, value: String)]) -> JSONValue? {
            values.isEmpty ? nil : .object(values.map { .init($0.name, .string($0.value)) })
        }
    }
}
