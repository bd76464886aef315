import HTTPTypes

/// The headers of every answer, which may bring others of these names in their place.
///
/// Made once: each header that is made is checked byte by byte, and each that is added moves those before it.
struct StandardHeaders: Sendable {
    let ofAll: HTTPFields
    /// The path of a reset link holds the token; a Referer would carry it to other hosts.
    let ofResetPages: HTTPFields

    init(_ configuration: HTTPConfiguration) {
        var fields: HTTPFields = [
            .xContentTypeOptions: "nosniff",
            .crossOriginOpenerPolicy: "same-origin",
            // For browsers that do not know `frame-ancestors`; Django sends it, too.
            .xFrameOptions: "DENY",
            .referrerPolicy: "same-origin",
            // Pages bring their own; nothing else is to be drawn, framed or run, whatever a browser takes it for.
            .contentSecurityPolicy: "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
            .cacheControl: "no-store",
            // A refusal is a page or JSON, whatever the path answers.
            .vary: configuration.pages == nil ? "Cookie, Accept-Language" : "Accept, Cookie, Accept-Language",
        ]
        // Not from a shop on http, since browsers would be locked out.
        if configuration.publicURL.isHTTPS {
            let year = "max-age=31536000"
            fields[.strictTransportSecurity] =
                configuration.hstsIncludesSubdomains ? "\(year); includeSubDomains" : year
        }
        ofAll = fields
        fields[.referrerPolicy] = "no-referrer"
        ofResetPages = fields
    }
}
