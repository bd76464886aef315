/// One change of Hesap's own tables.
///
/// A step that was shipped is never edited: another one follows it.
struct Step: Sendable {
    let number: Int64
    let name: String
    let statements: @Sendable (Dialect, _ userTable: Identifier) -> [String]
}

extension Step {
    /// All steps in order.
    ///
    /// Append only.
    static let all: [Step] = [
        Step(number: 1, name: "profiles, passwords, sessions", statements: Self.accounts),
        Step(number: 2, name: "settings, cities", statements: Self.catalogue),
        Step(number: 3, name: "outbox, throttles, audit", statements: Self.records),
        Step(number: 4, name: "dead letters", statements: Self.deadLetters),
        Step(number: 5, name: "city lists", statements: Self.cityLists),
        Step(number: 6, name: "city facts", statements: Self.cityFacts),
        Step(number: 7, name: "city names with their rank", statements: Self.rankedCityNames),
        Step(number: 8, name: "sessions by owner", statements: Self.sessionsByOwner),
        Step(number: 9, name: "sessions in the order of their keys", statements: Self.sessionsByKey),
    ]

    /// Rows go with the user when Django deletes it: none of them may outlive the person they are about.
    @Sendable
    private static func accounts(_ dialect: Dialect, _ userTable: Identifier) -> [String] {
        let user = "\(dialect.bigint) NOT NULL REFERENCES \(userTable.quoted) (id) ON DELETE CASCADE"
        return [
            """
            CREATE TABLE hesap_profile (
                user_id \(user), email_key TEXT UNIQUE, user_type TEXT NOT NULL, phone TEXT, gender TEXT,
                date_of_birth TEXT, city_id \(dialect.bigint), language TEXT, consent_email \(dialect.boolean) NOT NULL,
                consent_sms \(dialect.boolean) NOT NULL, consent_call \(dialect.boolean) NOT NULL,
                consent_whatsapp \(dialect.boolean) NOT NULL, attributes TEXT NOT NULL, anonymized_at \(dialect.bigint),
                PRIMARY KEY (user_id))
            """,
            """
            CREATE TABLE hesap_password_history (
                id \(dialect.identity), user_id \(user), encoded TEXT NOT NULL, replaced_at \(dialect.bigint) NOT NULL)
            """,
            "CREATE INDEX hesap_password_history_user ON hesap_password_history (user_id, id)",
            """
            CREATE TABLE hesap_session (
                session_key varchar(40) NOT NULL PRIMARY KEY REFERENCES django_session (session_key) ON DELETE CASCADE,
                user_id \(user), public_id TEXT NOT NULL UNIQUE, user_agent TEXT NOT NULL, address TEXT NOT NULL,
                created_at \(dialect.bigint) NOT NULL, last_seen_at \(dialect.bigint) NOT NULL)
            """,
            "CREATE INDEX hesap_session_user ON hesap_session (user_id)",
        ]
    }

    @Sendable
    private static func catalogue(_ dialect: Dialect, _ userTable: Identifier) -> [String] {
        [
            "CREATE TABLE hesap_setting (setting_key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)",
            """
            CREATE TABLE hesap_setting_version (
                version \(dialect.bigint) NOT NULL PRIMARY KEY, author TEXT NOT NULL, at \(dialect.bigint) NOT NULL)
            """,
            """
            CREATE TABLE hesap_setting_history (
                version \(dialect.bigint) NOT NULL REFERENCES hesap_setting_version (version),
                position \(dialect.bigint) NOT NULL, setting_key TEXT NOT NULL, value TEXT,
                PRIMARY KEY (version, position))
            """,
            """
            CREATE TABLE hesap_city (
                id \(dialect.bigint) NOT NULL PRIMARY KEY, name TEXT NOT NULL, country TEXT NOT NULL,
                slug TEXT NOT NULL, population \(dialect.bigint) NOT NULL, priority \(dialect.bigint) NOT NULL,
                alternative_names TEXT NOT NULL, is_active \(dialect.boolean) NOT NULL)
            """,
            "CREATE INDEX hesap_city_order ON hesap_city (priority DESC, population DESC, id)",
            """
            CREATE TABLE hesap_city_name (
                folded TEXT\(dialect.byteOrder.text) NOT NULL,
                city_id \(dialect.bigint) NOT NULL REFERENCES hesap_city (id) ON DELETE CASCADE,
                PRIMARY KEY (folded, city_id))
            """,
            "CREATE INDEX hesap_city_name_city ON hesap_city_name (city_id)",
        ]
    }

    /// The audit has no foreign key: what happened stays on record after Django deleted the user, as a bare number.
    @Sendable
    private static func records(_ dialect: Dialect, _ userTable: Identifier) -> [String] {
        [
            """
            CREATE TABLE hesap_outbox (
                id \(dialect.identity), topic TEXT NOT NULL, user_id \(dialect.bigint), recipient TEXT, language TEXT,
                payload TEXT NOT NULL, created_at \(dialect.bigint) NOT NULL, due_at \(dialect.bigint) NOT NULL,
                claimed_until \(dialect.bigint), failures \(dialect.bigint) NOT NULL, last_failure TEXT)
            """,
            "CREATE INDEX hesap_outbox_due ON hesap_outbox (topic, due_at)",
            "CREATE INDEX hesap_outbox_user ON hesap_outbox (user_id)",
            """
            CREATE TABLE hesap_throttle (
                throttle_key TEXT NOT NULL PRIMARY KEY, tries \(dialect.bigint) NOT NULL,
                window_ends \(dialect.bigint) NOT NULL)
            """,
            "CREATE INDEX hesap_throttle_end ON hesap_throttle (window_ends)",
            """
            CREATE TABLE hesap_audit (
                id \(dialect.identity), event TEXT NOT NULL, user_id \(dialect.bigint) NOT NULL,
                at \(dialect.bigint) NOT NULL, request_id TEXT)
            """,
            "CREATE INDEX hesap_audit_user ON hesap_audit (user_id, id)",
        ]
    }

    /// The worker's look, twice a second, must not pass by every dead letter: they leave the index.
    @Sendable
    private static func deadLetters(_ dialect: Dialect, _ userTable: Identifier) -> [String] {
        [
            "ALTER TABLE hesap_outbox ADD COLUMN dead_at \(dialect.bigint)",
            "DROP INDEX hesap_outbox_due",
            "CREATE INDEX hesap_outbox_due ON hesap_outbox (topic, due_at) WHERE dead_at IS NULL",
        ]
    }

    /// No city is listed yet: `Cities.prepareSearch` does it, in many short brackets.
    @Sendable
    private static func cityLists(_ dialect: Dialect, _ userTable: Identifier) -> [String] {
        [
            """
            CREATE TABLE hesap_city_edition (
                edition \(dialect.bigint) NOT NULL PRIMARY KEY, listed \(dialect.bigint) NOT NULL)
            """,
            "INSERT INTO hesap_city_edition (edition, listed) VALUES (1, 0)",
            """
            CREATE TABLE hesap_city_list (
                edition \(dialect.bigint) NOT NULL, prefix TEXT\(dialect.byteOrder.text) NOT NULL, country TEXT NOT NULL,
                part \(dialect.bigint) NOT NULL, cities \(dialect.bigint) NOT NULL, city_ids TEXT NOT NULL,
                PRIMARY KEY (edition, prefix, country, part))
            """,
        ]
    }

    /// What a search asks of each city that it finds, without the pages of their spellings.
    @Sendable
    private static func cityFacts(_ dialect: Dialect, _ userTable: Identifier) -> [String] {
        ["CREATE INDEX hesap_city_facts ON hesap_city (id, is_active, country, priority, population)"]
    }

    /// The same beside each name: of the index for facts each city was another page of the file.
    ///
    /// All prefixes have to be listed anew, since rarer ones have lists from here on.
    @Sendable
    private static func rankedCityNames(_ dialect: Dialect, _ userTable: Identifier) -> [String] {
        let facts = "country, priority, population"
        let table = """
            (
                folded TEXT\(dialect.byteOrder.text) NOT NULL,
                city_id \(dialect.bigint) NOT NULL REFERENCES hesap_city (id) ON DELETE CASCADE,
                country TEXT NOT NULL, priority \(dialect.bigint) NOT NULL, population \(dialect.bigint) NOT NULL,
                \(dialect.coveringKey("folded, city_id", facts))
            """
        let rows = """
            (folded, city_id, \(facts)) SELECT n.folded, n.city_id, c.country, c.priority, c.population
            FROM hesap_city_name_before n JOIN hesap_city c ON c.id = n.city_id
            WHERE c.is_active ORDER BY n.folded, n.city_id
            """
        return remade("hesap_city_name", table, rows) + [
            "CREATE INDEX hesap_city_name_city ON hesap_city_name (city_id)",
            "DROP INDEX hesap_city_facts",
            "UPDATE hesap_city_edition SET edition = edition + 1",
        ]
    }

    /// One index instead of two, since who ends a session by its public id is its owner.
    ///
    /// Each index is one more page of the file to write for each session that begins or ends.
    @Sendable
    private static func sessionsByOwner(_ dialect: Dialect, _ userTable: Identifier) -> [String] {
        remadeSessions(dialect, userTable, order: "")
    }

    /// SQLite finds a session in one tree instead of two, and writes one page less for each that begins or ends.
    @Sendable
    private static func sessionsByKey(_ dialect: Dialect, _ userTable: Identifier) -> [String] {
        dialect.inOrderOfKey.map { remadeSessions(dialect, userTable, order: $0) } ?? []
    }

    private static func remadeSessions(_ dialect: Dialect, _ userTable: Identifier, order: String) -> [String] {
        let columns = "session_key, user_id, public_id, user_agent, address, created_at, last_seen_at"
        let table = """
            (
                session_key varchar(40) NOT NULL PRIMARY KEY REFERENCES django_session (session_key) ON DELETE CASCADE,
                user_id \(dialect.bigint) NOT NULL REFERENCES \(userTable.quoted) (id) ON DELETE CASCADE,
                public_id TEXT NOT NULL, user_agent TEXT NOT NULL, address TEXT NOT NULL,
                created_at \(dialect.bigint) NOT NULL, last_seen_at \(dialect.bigint) NOT NULL) \(order)
            """
        let rows = "(\(columns)) SELECT \(columns) FROM hesap_session_before ORDER BY session_key"
        return remade("hesap_session", table, rows) + [
            "CREATE UNIQUE INDEX hesap_session_owner ON hesap_session (user_id, public_id)"
        ]
    }

    /// A table with another definition, filled with `rows` from what is called `…_before` meanwhile.
    ///
    /// SQLite keeps a key, and an index that a constraint made, as long as the table.
    private static func remade(_ table: String, _ definition: String, _ rows: String) -> [String] {
        [
            "ALTER TABLE \(table) RENAME TO \(table)_before", "CREATE TABLE \(table) \(definition)",
            "INSERT INTO \(table) \(rows)", "DROP TABLE \(table)_before",
        ]
    }
}
