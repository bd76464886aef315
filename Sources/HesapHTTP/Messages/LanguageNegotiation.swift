import HesapDomain

/// Picks one of the shop's languages for a request: the cookie's, then the browser's (RFC 9110, section 12.5.4), then
/// the shop's own.
///
/// Before all of them comes the profile of whoever is signed in, once that is known (`BrowserMiddleware`).
enum LanguageNegotiation {
    /// More entries than a browser sends are noise, and sorting them would be work for an attacker to order.
    private static let mostEntries = 20

    static func language(cookie: String?, accept: String?, settings: DynamicSettings) -> LanguageCode {
        if let chosen = cookie.flatMap(LanguageCode.init).flatMap({ offered($0, settings: settings) }) { return chosen }
        guard let accept else { return settings.languageCode }
        for tag in ranked(accept) {
            if tag == "*" { return settings.languageCode }
            if let language = LanguageCode(tag).flatMap({ offered($0, settings: settings) }) { return language }
        }
        return settings.languageCode
    }

    /// The language itself, else a close one (`en` for `en-gb` and the other way round); nil when there is neither.
    static func offered(_ wanted: LanguageCode, settings: DynamicSettings) -> LanguageCode? {
        if settings.languages.contains(wanted) { return wanted }
        return settings.languages.first { $0.primary == wanted.primary }
    }

    /// Tags by falling quality, in the client's order where that is equal; `q=0` means "not this one".
    private static func ranked(_ header: String) -> [String] {
        let entries = header.split(separator: ",").prefix(mostEntries).compactMap(entry)
        return entries.enumerated()
            .filter { $0.element.quality > 0 }
            .sorted { ($1.element.quality, $0.offset) < ($0.element.quality, $1.offset) }
            .map(\.element.tag)
    }

    private static func entry(_ text: Substring) -> (tag: String, quality: Double)? {
        let parts = text.split(separator: ";").map { String($0).trimmingWhitespace() }
        guard let tag = parts.first, !tag.isEmpty else { return nil }
        guard let parameter = parts.dropFirst().first else { return (tag, 1) }
        guard parameter.hasPrefix("q="), let quality = Double(parameter.dropFirst(2)), (0...1).contains(quality) else {
            return nil
        }
        return (tag, quality)
    }
}
