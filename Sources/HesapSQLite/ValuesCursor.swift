import GRDB
import HesapSQL

/// The values of each row that a statement answers.
///
/// GRDB's own cursor over rows prepares at each execution to be asked for columns by name, which is a quarter of a small
/// read.
final class ValuesCursor: DatabaseCursor {
    typealias Element = [SQLValue]

    let _statement: Statement
    var _isDone = false

    /// To be read to its end, or to an error: both end the statement.
    init(_ statement: Statement, _ arguments: StatementArguments) throws {
        try statement.setArguments(arguments)
        _statement = statement
    }

    func _element(sqliteStatement: SQLiteStatement) -> [SQLValue] {
        (0..<CInt(_statement.columnCount)).map {
            SQLValue(DatabaseValue(sqliteStatement: sqliteStatement, index: $0))
        }
    }
}

extension SQLValue {
    /// Hesap stores neither floating point numbers nor blobs; a column that holds one is answered as a missing value
    /// of its type by `Row`, so it is passed on as text that no column expects.
    fileprivate init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let number): self = .integer(number)
        case .string(let text): self = .text(text)
        case .double(let number): self = .text(String(number))
        case .blob(let data): self = .text(String(decoding: data, as: UTF8.self))
        }
    }
}
