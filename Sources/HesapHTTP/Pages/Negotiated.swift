import HTTPTypes
import Hummingbird

/// One path with two faces: a page for a browser that asks for HTML, JSON for everybody else.
///
/// Only mailed links need it: they were JSON endpoints first, and a person opens them.
struct Negotiated: Endpoint {
    let page: any Endpoint
    let json: any Endpoint

    func respond(to request: Request, in context: ShopContext) async throws -> Response {
        try await (context.wantsPage ? page : json).respond(to: request, in: context)
    }
}

enum MediaPreference {
    /// Whether a client would rather have HTML than JSON (RFC 9110, section 12.5.1).
    ///
    /// Only one that names `text/html` would: `*/*` is what scripts and command-line clients send.
    static func wantsHTML(accept: String?) -> Bool {
        guard let accept else { return false }
        var (html, json) = (0.0, 0.0)
        for entry in WeightedValue.list(accept) {
            switch entry.value {
            case "text/html", "application/xhtml+xml": html = max(html, entry.quality)
            case "application/json": json = max(json, entry.quality)
            default: break
            }
        }
        return html > 0 && html >= json
    }
}
