import DjangoCompat
import HTTPTypes

extension OpenAPI.Operation {
    static let documentation = [
        Self(
            .get,
            "/openapi.json",
            id: "openAPI",
            tag: .documentation,
            access: .everyone,
            summary: "Get this description",
            purpose: "The OpenAPI 3.1 document, for client generators and tests.",
            answers: [
                .json(
                    200,
                    "An OpenAPI 3.1 document.",
                    OpenAPI.Schema.anyObject,
                    examples: [(name: "beginning", value: .members(["openapi": .string("3.1.0")]))],
                    isPublic: true
                )
            ]
        ),
        Self(
            .get,
            "/docs/",
            id: "readDocumentation",
            tag: .documentation,
            access: .everyone,
            summary: "Read this description",
            purpose: "The same as a page for people.",
            answers: [
                OpenAPI.Answer(
                    status: 200,
                    text: "A page.",
                    body: .init(contentType: "text/html; charset=utf-8", schema: .text(), examples: []),
                    cookies: .none,
                    isPublic: true
                )
            ]
        ),
    ]
}
