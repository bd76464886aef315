import HesapPostgres

/// An engine and where it keeps its data.
enum DatabaseURL: Sendable, Equatable {
    case sqlite(path: String)
    case postgres(PostgresURL)

    @Sendable
    init(_ text: String) throws(SettingRefusal) {
        if text.hasPrefix("postgres:") || text.hasPrefix("postgresql:") {
            guard let url = PostgresURL(text) else {
                throw SettingRefusal(
                    "is no URL that libpq takes: postgres://USER:PASSWORD@HOST:PORT/NAME?PARAMETERS, special characters "
                        + "percent-encoded"
                )
            }
            self = .postgres(url)
        } else if text.hasPrefix("sqlite:") {
            self = .sqlite(path: try Self.path(text.dropFirst("sqlite:".count)))
        } else {
            throw SettingRefusal("must be sqlite:PATH or postgres://…")
        }
    }

    /// Whether whoever sits between here and the database could pass for it.
    var trustsAnyServer: Bool {
        guard case .postgres(let url) = self else { return false }
        return url.trustsAnyServer
    }

    private static func path(_ rest: Substring) throws(SettingRefusal) -> String {
        // `sqlite:///srv/h.sqlite3`, as other programs write an absolute path.
        let path = rest.hasPrefix("///") ? rest.dropFirst(2) : rest
        guard !path.isEmpty, !path.hasPrefix("//"), !path.contains("\0") else {
            throw SettingRefusal("names no file after sqlite:")
        }
        // Readers are connections of their own and would each see an empty database.
        guard path != ":memory:", !path.hasPrefix("file:") else { throw SettingRefusal("must name a file") }
        return String(path)
    }
}
