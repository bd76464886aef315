import HesapDomain

/// Picks one of the shop's languages for a request: the cookie's, then the browser's (RFC 9110, section 12.5.4), then
/// the shop's own.
///
/// Before all of them comes the profile of whoever is signed in, once that is known (`BrowserMiddleware`).
enum LanguageNegotiation {
    static func language(cookie: String?, accept: String?, settings: DynamicSettings) -> LanguageCode {
        if let chosen = cookie.flatMap(LanguageCode.init).flatMap({ offered($0, settings: settings) }) { return chosen }
        // Of two that a client likes as much, the first.
        var best: (language: LanguageCode, quality: Double)?
        for entry in WeightedValue.list(accept ?? "") where entry.quality > best?.quality ?? 0 {
            if let language = meant(by: entry.value, settings: settings) { best = (language, entry.quality) }
        }
        return best?.language ?? settings.languageCode
    }

    private static func meant(by tag: String, settings: DynamicSettings) -> LanguageCode? {
        tag == "*" ? settings.languageCode : LanguageCode(tag).flatMap { offered($0, settings: settings) }
    }

    /// The language itself, else a close one (`en` for `en-gb` and the other way round); nil when there is neither.
    static func offered(_ wanted: LanguageCode, settings: DynamicSettings) -> LanguageCode? {
        if settings.languages.contains(wanted) { return wanted }
        return settings.languages.first { $0.primary == wanted.primary }
    }
}
