import GRDB
import HesapDomain
import HesapSQL

/// One connection: prepares a statement once, binds, steps, copies rows out, maps the result code.
///
/// Valid only on its connection's thread. It is not `Sendable`, which keeps it there.
final class SQLiteSession: SQLSession {
    /// More shapes than Hesap has; those with lists of changing length must not fill the memory.
    private static let mostPrepared = 500

    let connection: GRDB.Database
    private var prepared: [StatementShape: Statement] = [:]

    init(_ connection: GRDB.Database) {
        self.connection = connection
    }

    func run(_ sql: HesapSQL.SQL) throws(Outage) -> Int {
        try with(sql) { statement in
            try statement.execute()
            return connection.changesCount
        }
    }

    func all(_ sql: HesapSQL.SQL) throws(Outage) -> [HesapSQL.Row] {
        try with(sql) { statement in
            let columns = Columns(statement.columnNames)
            let cursor = ValuesCursor(statement)
            var rows: [HesapSQL.Row] = []
            while let values = try cursor.next() {
                rows.append(HesapSQL.Row(columns: columns, values: values))
            }
            return rows
        }
    }

    private func with<Value>(_ sql: HesapSQL.SQL, _ work: (Statement) throws -> Value) throws(Outage) -> Value {
        do {
            let statement = try prepared[sql.shape] ?? prepare(sql)
            try statement.bind(sql.bindings)
            return try work(statement)
        } catch {
            // Reset, a statement that failed fails once more, which GRDB takes for a defect.
            prepared[sql.shape] = nil
            throw error as? Outage ?? Outage(sqlite: error)
        }
    }

    private func prepare(_ sql: HesapSQL.SQL) throws -> Statement {
        let statement = try connection.makeStatement(sql: sql.text)
        if prepared.count >= Self.mostPrepared { prepared = [:] }
        prepared[sql.shape] = statement
        return statement
    }
}
