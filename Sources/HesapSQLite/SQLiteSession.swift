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
            let cursor = try ValuesCursor(prepared, arguments)
            var rows: [HesapSQL.Row] = []
            while let values = try cursor.next() {
                rows.append(HesapSQL.Row(columns: columns, values: values))
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

    private func mapped<Value>(_ work: () throws -> Value) throws(Outage) -> Value {
        do {
            return try work()
        } catch {
            throw Outage(sqlite: error)
        }
    }
}
