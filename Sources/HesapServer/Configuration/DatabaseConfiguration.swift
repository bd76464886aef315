import HesapSQL

/// Which database, how much of it one process may use, and which table in it holds the users.
struct DatabaseConfiguration: Sendable {
    static let url = Setting.text(
        "DATABASE_URL",
        "sqlite:PATH or postgres://USER:PASSWORD@HOST:PORT/NAME",
        default: .written("sqlite:hesap.sqlite3"),
        isSecret: true,
        help: "The database. PATH is relative to where Hesap starts, or absolute. Hosts (several with commas), TLS and "
            + "time limits of PostgreSQL are libpq's own URL parameters.",
        parse: DatabaseURL.init
    )
    static let connections = Setting.integer(
        "DATABASE_CONNECTIONS",
        in: 3...1000,
        default: .written("10"),
        help: "PostgreSQL connections of this process at most; made when they are first needed."
    )
    static let queue = Setting.integer(
        "DATABASE_QUEUE",
        in: 0...100_000,
        default: .written("1024"),
        help: "Database accesses that may wait for a connection, each two seconds at most; more are answered 503."
    )
    static let userTable = Setting<Identifier>.choice(
        "USER_TABLE",
        "a table name of ASCII letters, digits and _",
        default: .written("auth_user"),
        help: "Django's user table: the db_table of AUTH_USER_MODEL.",
        parse: { Identifier($0) }
    )
    static let settings = [url.description, connections.description, queue.description, userTable.description]

    let url: DatabaseURL
    let connections: Int
    let queue: Int
    let userTable: Identifier

    init(_ source: SettingsSource) throws(SettingFault) {
        url = try source.read(Self.url)
        connections = try source.read(Self.connections)
        queue = try source.read(Self.queue)
        userTable = try source.read(Self.userTable)
    }
}
