import HesapDomain

/// What is known of a request from its head, the same to its end.
///
/// An object, since each layer copies the context.
final class RequestFacts: Sendable {
    /// One consistent set of settings for the whole request.
    let settings: DynamicSettings
    let connection: ClientConnection
    let cookies: Cookies
    /// What draws pages; nil in a shop without them.
    let pages: Pages?
    /// Path and query of a page that can be opened again, for coming back to it; nil while a form is answered.
    let pagePath: String?
    /// As they were sent: what they mean is worked out where an answer depends on it, which few do.
    let accept: String?
    let acceptLanguage: String?
    let languageCookie: String?
    let userAgent: String?
    let requestID: String

    static let unread = RequestFacts(
        settings: DynamicSettings(),
        connection: .unknown,
        cookies: Cookies([]),
        requestID: ""
    )

    init(
        settings: DynamicSettings,
        connection: ClientConnection,
        cookies: Cookies,
        pages: Pages? = nil,
        pagePath: String? = nil,
        accept: String? = nil,
        acceptLanguage: String? = nil,
        languageCookie: String? = nil,
        userAgent: String? = nil,
        requestID: String
    ) {
        self.settings = settings
        self.connection = connection
        self.cookies = cookies
        self.pages = pages
        self.pagePath = pagePath
        self.accept = accept
        self.acceptLanguage = acceptLanguage
        self.languageCookie = languageCookie
        self.userAgent = userAgent
        self.requestID = requestID
    }
}
