import HTTPTypes
import Hummingbird

/// `GET /openapi.json`.
struct OpenAPIEndpoint: Endpoint {
    /// Built once: it takes longer than the rest of the request, and never changes.
    private static let response = Response.publicJSON(OpenAPIDocument.json)

    func respond(to request: Request, in context: ShopContext) async throws -> Response { Self.response }
}

/// `GET /docs/`: the same for people.
struct DocumentationEndpoint: Endpoint {
    private static let response = Response(
        status: .ok,
        headers: [
            .contentType: "text/html; charset=utf-8", .cacheControl: "public, max-age=300", .vary: "Accept-Language",
            .contentSecurityPolicy: StyleSheet.contentSecurityPolicy,
        ],
        body: ResponseBody(byteBuffer: ByteBuffer(string: DocumentationPage.markup))
    )

    func respond(to request: Request, in context: ShopContext) async throws -> Response { Self.response }
}
