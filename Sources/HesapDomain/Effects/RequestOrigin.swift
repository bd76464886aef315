/// Where a request came from, as far as a rule may depend on it or record it.
package struct RequestOrigin: Sendable, Equatable {
    /// The client's IP address after trusted proxies were resolved.
    package let address: String
    /// Whom the throttles count: the address, or of an IPv6 address its /64, which one household can use up.
    package let network: String
    /// The `User-Agent` header, cut to 200 characters; empty when absent.
    package let userAgent: String
    package let requestID: String
    /// The language of the answer and of what it mails.
    ///
    /// Set again when the session is open: the profile of whoever is signed in has its say then.
    package var language: LanguageCode

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
