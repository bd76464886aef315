import HesapHTTP

/// The cookies of sessions, of the CSRF secret and of the language.
struct CookieConfiguration: Sendable {
    typealias SameSite = HTTPConfiguration.SameSite

    static let sessionNames = Setting.list(
        "SESSION_COOKIE_NAMES",
        of: "cookie names",
        default: .written("sessionid,osessionid"),
        help: "Names of the session cookie: all are set, and read in this order until one names a live session.",
        parse: cookieName
    )
    static let sessionAge = Setting.integer(
        "SESSION_COOKIE_AGE",
        // Browsers keep no cookie longer than 400 days.
        in: 60...34_560_000,
        default: .written("1209600"),
        help: "Seconds that a session lasts after its last change; Django's two weeks."
    )
    static let secure = Setting.flag(
        "SESSION_COOKIE_SECURE",
        default: .derived("whether PUBLIC_URL is https"),
        help: "Whether browsers send the cookies over https only."
    )
    static let sameSite = Setting<SameSite>.choice(
        "SESSION_COOKIE_SAMESITE",
        "Lax, Strict or None",
        default: .written("Lax"),
        help: "Whether other sites' pages may make browsers send the session.",
        parse: { text in SameSite.allCases.first { $0.rawValue.lowercased() == text.lowercased() } }
    )
    static let csrfName = Setting.text(
        "CSRF_COOKIE_NAME",
        "a cookie name",
        default: .written("csrftoken"),
        help: "Name of the cookie that holds the CSRF secret.",
        parse: cookieName
    )
    static let languageName = Setting.text(
        "LANGUAGE_COOKIE_NAME",
        "a cookie name",
        default: .written("django_language"),
        help: "Name of the cookie that holds the language a browser chose. As Django's LANGUAGE_COOKIE_NAME.",
        parse: cookieName
    )
    static let settings = [
        sessionNames.description, sessionAge.description, secure.description, sameSite.description,
        csrfName.description, languageName.description,
    ]

    let sessionNames: [String]
    let sessionAge: Int
    let secure: Bool
    let sameSite: SameSite
    let csrfName: String
    let languageName: String

    init(_ source: SettingsSource, site: SiteConfiguration) throws(SettingFault) {
        sessionNames = try source.read(Self.sessionNames)
        sessionAge = try source.read(Self.sessionAge)
        secure = try source.readIfSet(Self.secure) ?? site.publicURL.isHTTPS
        sameSite = try source.read(Self.sameSite)
        csrfName = try source.read(Self.csrfName)
        languageName = try source.read(Self.languageName)
        try checkNames(source)
        try checkSecure(source)
    }

    private func checkNames(_ source: SettingsSource) throws(SettingFault) {
        let place = source.place(of: Self.sessionNames.description)
        guard !sessionNames.isEmpty else { throw SettingFault(place: place, reason: "needs at least one name") }
        guard Set(sessionNames).count == sessionNames.count else {
            throw SettingFault(place: place, reason: "has a name twice")
        }
        guard !sessionNames.contains(csrfName) else {
            throw SettingFault(place: source.place(of: Self.csrfName.description), reason: "is a session cookie's name")
        }
        guard !(sessionNames + [csrfName]).contains(languageName) else {
            throw SettingFault(
                place: source.place(of: Self.languageName.description),
                reason: "is the name of another cookie"
            )
        }
    }

    /// Browsers drop such cookies without a word when they are not `Secure`, and nobody could sign in.
    private func checkSecure(_ source: SettingsSource) throws(SettingFault) {
        guard !secure else { return }
        let place = source.place(of: Self.secure.description)
        if let name = (sessionNames + [csrfName, languageName]).first(where: Self.needsSecure) {
            throw SettingFault(place: place, reason: "must be true for the cookie \(name)")
        }
        guard sameSite != .none else {
            throw SettingFault(place: place, reason: "must be true when SESSION_COOKIE_SAMESITE is None")
        }
    }

    private static func needsSecure(_ name: String) -> Bool {
        name.hasPrefix("__Host-") || name.hasPrefix("__Secure-")
    }

    /// RFC 6265: a token.
    @Sendable
    private static func cookieName(_ text: String) throws(SettingRefusal) -> String {
        let separators = Set("()<>@,;:\\\"/[]?={} \t".utf8)
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !separators.contains($0) }) else {
            throw SettingRefusal("has a character that cookie names cannot have")
        }
        return text
    }
}
