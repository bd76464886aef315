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
        let entries = accept.split(separator: ",").prefix(mostEntries).map(entry)
        let html =
            entries.filter { $0.type == "text/html" || $0.type == "application/xhtml+xml" }.map(\.quality).max() ?? 0
        let json = entries.filter { $0.type == "application/json" }.map(\.quality).max() ?? 0
        return html > 0 && html >= json
    }

    /// More entries than a browser sends are noise.
    private static let mostEntries = 20

    private static func entry(_ text: Substring) -> (type: String, quality: Double) {
        let parts = text.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
        let typed = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
        return (parts.first ?? "", (0...1).contains(typed) ? typed : 0)
    }
}
