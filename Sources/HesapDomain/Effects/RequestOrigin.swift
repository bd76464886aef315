/// Where a request came from, as far as a rule may depend on it or record it.
///
/// An object, since each step of a request passes it on.
package final class RequestOrigin: Sendable {
    /// The client's IP address after trusted proxies were resolved.
    package let address: String
    /// Whom the throttles count: the address, or of an IPv6 address its /64, which one household can use up.
    package let network: String
    /// The `User-Agent` header, cut to 200 characters; empty when absent.
    package let userAgent: String
    package let requestID: String
    /// The language of the answer and of what it mails.
    package let language: LanguageCode

    /// Without a network the address itself is counted.
    package init(address: String, network: String? = nil, userAgent: String, requestID: String, language: LanguageCode)
    {
        self.address = address
        self.network = network ?? address
        self.userAgent = userAgent
        self.requestID = requestID
        self.language = language
    }
}
