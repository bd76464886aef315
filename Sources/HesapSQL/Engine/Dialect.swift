package import HesapDomain
import DjangoCompat

/// What really differs between the engines; everything else is one text for all.
package struct Dialect: Sendable {
    /// A primary key that the engine counts up and never gives out twice.
    let identity: String
    let bigint: String
    let boolean: String
    /// For text that is compared and sorted byte by byte, whatever the database's locale.
    let byteOrder: String
    /// Holds a row against other writers until the bracket ends.
    ///
    /// Empty where there is one writer anyway.
    package let forUpdate: Fragment
    /// Lets two mail workers take different rows instead of waiting for each other.
    package let skipLocked: Fragment
    /// Makes a second `hesap migrate` wait for the first; nil where a write bracket is alone anyway.
    let migrationLock: SQL?
    /// Tells other processes that settings changed, when the transaction is committed; nil where nobody can listen.
    let announceSettings: SQL?
    /// Names of all tables of the database, as `name`.
    let tables: SQL
    /// Columns of a table, as `name`, `type`, `is_required`, `has_default`, `is_key`.
    let columns: @Sendable (_ table: String) -> SQL
    /// How Django declares its columns here.
    let djangoType: @Sendable (DjangoColumn.Kind) -> String
    let encodeTime: @Sendable (Timestamp) -> SQLValue
    let decodeTime: @Sendable (SQLValue) -> Timestamp?

    /// A moment in Django's own column format.
    package func time(_ moment: Timestamp) -> SQLValue {
        encodeTime(moment)
    }

    package func optionalTime(_ row: Row, _ column: String) throws(Outage) -> Timestamp? {
        let value = try row.value(column)
        if value == .null { return nil }
        guard let moment = decodeTime(value) else { throw .fault(detail: "column \(column) holds no time of Django's") }
        return moment
    }

    package func time(_ row: Row, _ column: String) throws(Outage) -> Timestamp {
        guard let moment = try optionalTime(row, column) else { throw .fault(detail: "column \(column) is null") }
        return moment
    }
}

extension Dialect {
    package static let sqlite = Dialect(
        identity: "INTEGER PRIMARY KEY AUTOINCREMENT",
        bigint: "INTEGER",
        boolean: "BOOLEAN",
        byteOrder: "",
        forUpdate: "",
        skipLocked: "",
        migrationLock: nil,
        announceSettings: nil,
        tables: """
            SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND substr(name, 1, 7) <> 'sqlite_'
            """,
        columns: { table in
            """
            SELECT name, lower(type) AS type, "notnull" AS is_required, dflt_value IS NOT NULL AS has_default,
                pk > 0 AS is_key
            FROM pragma_table_info(\(table))
            """
        },
        djangoType: { kind in
            switch kind {
            case .identity: "integer"
            case .varchar(let width): "varchar(\(width))"
            case .text: "text"
            case .bool: "bool"
            case .time: "datetime"
            }
        },
        encodeTime: { .text(DjangoTime.text(microseconds: $0.microseconds)) },
        decodeTime: { value in
            guard case .text(let text) = value, let moment = DjangoTime.microseconds(text) else { return nil }
            return Timestamp(microseconds: moment)
        }
    )
}
