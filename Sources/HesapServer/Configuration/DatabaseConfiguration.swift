import HesapSQL

/// Which database, and which table in it holds the users.
struct DatabaseConfiguration: Sendable {
    static let url = Setting.text(
        "DATABASE_URL",
        "sqlite:PATH",
        default: .written("sqlite:hesap.sqlite3"),
        isSecret: true,
        help: "The database. PATH is relative to where Hesap starts, or absolute.",
        parse: DatabaseURL.init
    )
    static let userTable = Setting<Identifier>.choice(
        "USER_TABLE",
        "a table name of ASCII letters, digits and _",
        default: .written("auth_user"),
        help: "Django's user table: the db_table of AUTH_USER_MODEL.",
        parse: { Identifier($0) }
    )
    static let settings = [url.description, userTable.description]

    let url: DatabaseURL
    let userTable: Identifier

    init(_ source: SettingsSource) throws(SettingFault) {
        url = try source.read(Self.url)
        userTable = try source.read(Self.userTable)
    }
}

/// An engine and where it keeps its data.
enum DatabaseURL: Sendable, Equatable {
    case sqlite(path: String)

    @Sendable
    init(_ text: String) throws(SettingRefusal) {
        if text.hasPrefix("postgres:") || text.hasPrefix("postgresql:") {
            throw SettingRefusal("PostgreSQL is not available yet; use sqlite:PATH")
        }
        guard text.hasPrefix("sqlite:") else { throw SettingRefusal("must be sqlite:PATH") }
        let rest = text.dropFirst("sqlite:".count)
        // `sqlite:///srv/h.sqlite3`, as other programs write an absolute path.
        let path = rest.hasPrefix("///") ? rest.dropFirst(2) : rest
        guard !path.isEmpty, !path.hasPrefix("//"), !path.contains("\0") else {
            throw SettingRefusal("names no file after sqlite:")
        }
        // Readers are connections of their own and would each see an empty database.
        guard path != ":memory:", !path.hasPrefix("file:") else { throw SettingRefusal("must name a file") }
        self = .sqlite(path: String(path))
    }
}
