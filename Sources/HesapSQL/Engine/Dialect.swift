/// What really differs between the engines; everything else is one text for all.
package struct Dialect: Sendable {
    /// A primary key that the engine counts up and never gives out twice.
    let identity: String
    let bigint: String
    let boolean: String
    /// For text that is compared and sorted byte by byte, whatever the database's locale.
    let byteOrder: Fragment
    /// Holds a row against other writers until the bracket ends.
    ///
    /// Empty where there is one writer anyway.
    package let forUpdate: Fragment
    /// What makes a table lie in the order of its key, where each row is found without an index.
    ///
    /// Nil where rows lie as they came, whatever is said.
    let inOrderOfKey: String?
    /// Lets two mail workers take different rows instead of waiting for each other.
    package let skipLocked: Fragment
    /// Makes a second `hesap migrate` wait for the first; nil where a write bracket is alone anyway.
    package let migrationLock: SQL?
    /// Tells other processes that settings changed, when the transaction is committed; nil where nobody can listen.
    let announceSettings: SQL?
    /// Names of all tables of the database, as `name`.
    package let tables: SQL
    /// Columns of a table, as `name`, `type`, `is_required`, `has_default`, `is_key`, `is_unique`.
    ///
    /// The engine's own counting of a key is a default too. Key and unique mean: this column alone.
    let columns: @Sendable (_ table: String) -> SQL
    /// One row if the table has an index of that name that queries can use.
    let usableIndex: @Sendable (_ name: String, _ table: String) -> SQL
    /// How Django declares its tables here.
    let django: DjangoSpelling
}

extension Dialect {
    /// The end of a table's definition whose rows a range of the key finds without a look anywhere else.
    func coveringKey(_ key: String, _ others: String) -> String {
        inOrderOfKey.map { "PRIMARY KEY (\(key))) \($0)" } ?? "PRIMARY KEY (\(key)) INCLUDE (\(others)))"
    }

    package static let sqlite = Dialect(
        identity: "INTEGER PRIMARY KEY AUTOINCREMENT",
        bigint: "INTEGER",
        boolean: "BOOLEAN",
        byteOrder: "",
        forUpdate: "",
        inOrderOfKey: "WITHOUT ROWID",
        skipLocked: "",
        migrationLock: nil,
        announceSettings: nil,
        tables: """
            SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND substr(name, 1, 7) <> 'sqlite_'
            """,
        columns: sqliteColumns,
        usableIndex: { name, table in
            "SELECT name FROM sqlite_master WHERE type = 'index' AND name = \(name) AND tbl_name = \(table)"
        },
        django: .sqlite
    )

    /// Type names are SQLite's affinity only, and letter case is the author's; Django writes lower case.
    @Sendable
    private static func sqliteColumns(_ table: String) -> SQL {
        """
        SELECT c.name, lower(c.type) AS type, c."notnull" AS is_required,
            c.dflt_value IS NOT NULL OR (c.pk > 0 AND lower(c.type) = 'integer') AS has_default,
            c.pk > 0 AND (SELECT count(*) FROM pragma_table_info(\(table)) WHERE pk > 0) = 1 AS is_key,
            EXISTS (
                SELECT 1 FROM pragma_index_list(\(table)) i
                WHERE i."unique" AND NOT i.partial AND (SELECT count(*) FROM pragma_index_info(i.name)) = 1
                    AND (SELECT name FROM pragma_index_info(i.name)) = c.name
            ) AS is_unique
        FROM pragma_table_info(\(table)) c
        """
    }
}
