import GRDB
import HesapDomain
import HesapSQL

/// One connection inside a bracket: prepares a statement once, binds, steps, copies rows out, maps the result code.
///
/// Valid only on its connection's queue and only inside the bracket. It is not `Sendable`, which keeps it there.
struct SQLiteSession: SQLSession {
    let connection: GRDB.Database

    func run(_ statement: HesapSQL.SQL) throws(Outage) -> Int {
        try mapped {
            try prepare(statement).execute()
            return connection.changesCount
        }
    }

    func all(_ statement: HesapSQL.SQL) throws(Outage) -> [HesapSQL.Row] {
        try mapped {
            let prepared = try prepare(statement)
            let columns = Columns(prepared.columnNames)
            let cursor = ValuesCursor(prepared)
            var rows: [HesapSQL.Row] = []
            while let values = try cursor.next() {
                rows.append(HesapSQL.Row(columns: columns, values: values))
            }
            return rows
        }
    }

    private func prepare(_ statement: HesapSQL.SQL) throws -> Statement {
        let prepared = try connection.cachedStatement(sql: statement.text)
        try prepared.bind(statement.bindings)
        return prepared
    }

    private func mapped<Value>(_ work: () throws -> Value) throws(Outage) -> Value {
        do {
            return try work()
        } catch let outage as Outage {
            throw outage
        } catch {
            throw Outage(sqlite: error)
        }
    }
}
