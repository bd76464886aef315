import GRDB
import GRDBSQLite
import HesapSQL

/// The values of each row that a statement answers, read and bound through SQLite itself.
///
/// GRDB's own cursor over rows prepares at each execution to be asked for columns by name, and its arguments pass through
/// generic code: together they cost more than a small statement.
final class ValuesCursor: DatabaseCursor {
    typealias Element = [SQLValue]

    let _statement: Statement
    var _isDone = false

    /// To be read to its end, or to an error: both end the statement.
    init(_ statement: Statement) {
        _statement = statement
    }

    func _element(sqliteStatement: SQLiteStatement) -> [SQLValue] {
        (0..<CInt(_statement.columnCount)).map { SQLValue(sqliteStatement, column: $0) }
    }
}

extension SQLValue {
    /// Hesap stores neither floating point numbers nor blobs; a column that holds one is answered as a missing value
    /// of its type by `Row`, so it is read as text that no column expects.
    fileprivate init(_ row: SQLiteStatement, column: CInt) {
        switch sqlite3_column_type(row, column) {
        case SQLITE_NULL: self = .null
        case SQLITE_INTEGER: self = .integer(sqlite3_column_int64(row, column))
        default:
            // The text first: asking for it may change how many bytes it has.
            let text = sqlite3_column_text(row, column)
            let bytes = UnsafeBufferPointer(start: text, count: Int(sqlite3_column_bytes(row, column)))
            self = .text(String(decoding: bytes, as: UTF8.self))
        }
    }
}
