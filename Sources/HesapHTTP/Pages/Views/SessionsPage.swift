import DjangoCompat
import HesapDomain
import HesapTexts
import Hummingbird

/// Where the shopper is signed in.
struct SessionsPage: Page {
    let pages: Pages
    let sessions: OwnSessions

    func answer(to request: Request, in context: ShopContext, _ form: FilledForm) async throws -> PageAnswer {
        let (visit, account) = try context.signedIn()
        let language = context.language
        let entries = try await sessions.all(of: account)
        var view = PageView(.sessions, at: .sessions, form.values([], in: language))
        view.values["sessions_text"] = Catalogue.of(language).text(
            "sessions_text",
            in: .pages,
            ["count": .number(entries.count)]
        )
        view.values["sessions"] = entries.map { values($0, isCurrent: $0.key == visit.key, language) }
        view.values["others"] = entries.contains { $0.key != visit.key }
        return .page(view)
    }

    private func values(_ entry: SessionEntry, isCurrent: Bool, _ language: LanguageCode) -> [String: Any] {
        var values: [String: Any] = [
            "id": entry.publicID.text, "address": entry.address,
            "created": pages.text(of: entry.createdAt, in: language),
            "seen": pages.text(of: entry.lastSeenAt, in: language), "current": isCurrent,
        ]
        if !entry.userAgent.isEmpty { values["agent"] = entry.userAgent }
        if let browser = UserAgentName(entry.userAgent) { values["browser"] = browser.text }
        return values
    }
}

/// A browser's and a system's name out of a `User-Agent`, such as `Firefox, Linux`: enough for an owner to know it again.
///
/// Nothing is decided by it: the header says what its sender likes.
struct UserAgentName: Equatable {
    let text: String

    /// In this order, because most browsers also name those that they descend from.
    private static let browsers = [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("YaBrowser/", "Yandex"),
        ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"),
        ("Safari/", "Safari"), ("curl/", "curl"),
    ]
    private static let systems = [
        ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
        ("Mac OS X", "macOS"), ("Linux", "Linux"),
    ]

    init?(_ header: String) {
        let found = [Self.browsers, Self.systems].compactMap { $0.first { header.contains($0.0) }?.1 }
        guard !found.isEmpty else { return nil }
        text = found.joined(separator: ", ")
    }
}
