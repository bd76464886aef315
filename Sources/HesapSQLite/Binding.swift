import GRDB
import GRDBSQLite
import Glibc
import HesapDomain
import HesapSQL

extension Statement {
    /// SQLite copies what it is given, for the text may be gone when the statement runs.
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    /// Gives the statement its values, before it is executed or read.
    func bind(_ values: [SQLValue]) throws {
        guard values.count == Int(sqlite3_bind_parameter_count(sqliteStatement)) else {
            throw Outage.fault(detail: "a statement has other parameters than values")
        }
        // Without arguments of its own GRDB runs the statement with what is bound to it.
        setUncheckedArguments(StatementArguments())
        for (index, value) in zip(CInt(1)..., values) {
            let code = try bind(value, to: index)
            guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
        }
    }

    private func bind(_ value: SQLValue, to index: CInt) throws -> CInt {
        switch value {
        case .null: sqlite3_bind_null(sqliteStatement, index)
        case .integer(let number): sqlite3_bind_int64(sqliteStatement, index, number)
        case .bool(let flag): sqlite3_bind_int64(sqliteStatement, index, flag ? 1 : 0)
        case .text(let text): try bind(text, to: index)
        case .time(let moment): try bind(moment.djangoText, to: index)
        }
    }

    private func bind(_ text: String, to index: CInt) throws -> CInt {
        try text.withCString { bytes in
            let length = text.utf8.count
            // SQLite would keep it, but its own functions end at it, and PostgreSQL has no such text.
            guard strlen(bytes) == length else { throw Outage.fault(detail: "a bound text holds NUL") }
            return sqlite3_bind_text(sqliteStatement, index, bytes, CInt(length), Self.copied)
        }
    }
}
