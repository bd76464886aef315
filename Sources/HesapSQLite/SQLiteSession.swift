import GRDB
import Glibc
import HesapDomain
import HesapSQL

/// One connection inside a bracket: prepares a statement once, binds, steps, copies rows out, maps the result code.
///
/// Valid only on its connection's queue and only inside the bracket. It is not `Sendable`, which keeps it there.
struct SQLiteSession: SQLSession {
    let connection: GRDB.Database

    func run(_ statement: HesapSQL.SQL) throws(Outage) -> Int {
        let arguments = try Self.arguments(statement)
        return try mapped {
            let prepared = try connection.cachedStatement(sql: statement.text)
            try prepared.execute(arguments: arguments)
            return connection.changesCount
        }
    }

    func all(_ statement: HesapSQL.SQL) throws(Outage) -> [HesapSQL.Row] {
        let arguments = try Self.arguments(statement)
        return try mapped {
            let prepared = try connection.cachedStatement(sql: statement.text)
            let columns = prepared.columnNames
            let cursor = try GRDB.Row.fetchCursor(prepared, arguments: arguments)
            var rows: [HesapSQL.Row] = []
            while let row = try cursor.next() {
                rows.append(HesapSQL.Row(columns: columns, values: row.databaseValues.map { Self.value($0) }))
            }
            return rows
        }
    }

    private static func arguments(_ statement: HesapSQL.SQL) throws(Outage) -> StatementArguments {
        var arguments = StatementArguments()
        for binding in statement.bindings {
            // One by one: the initialiser that takes an array is generic, and cost as much as the statement.
            switch binding {
            case .null: _ = arguments.append(contentsOf: [nil])
            case .integer(let number): _ = arguments.append(contentsOf: [number])
            case .bool(let flag): _ = arguments.append(contentsOf: [flag])
            case .text(let text):
                // GRDB hands texts over as C strings: what follows a NUL would be lost without a word.
                let length = text.withCString(strlen)
                guard length == text.utf8.count else { throw .fault(detail: "a bound text holds NUL") }
                _ = arguments.append(contentsOf: [text])
            }
        }
        return arguments
    }

    /// Hesap stores neither floating point numbers nor blobs; a column that holds one is answered as a missing value
    /// of its type by `Row`, so it is passed on as text that no column expects.
    private static func value(_ value: DatabaseValue) -> SQLValue {
        switch value.storage {
        case .null: .null
        case .int64(let number): .integer(number)
        case .string(let text): .text(text)
        case .double(let number): .text(String(number))
        case .blob(let data): .text(String(decoding: data, as: UTF8.self))
        }
    }

    private func mapped<Value>(_ work: () throws -> Value) throws(Outage) -> Value {
        do {
            return try work()
        } catch {
            throw Outage(sqlite: error)
        }
    }
}
