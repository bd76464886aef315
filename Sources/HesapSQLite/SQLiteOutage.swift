import GRDB
import HesapDomain

extension Outage {
    /// Sorts SQLite's result codes by what helps: trying again, repairing the machine, or repairing Hesap.
    ///
    /// SQLite's messages name tables and columns but never values, because every value is bound.
    init(sqlite error: any Error) {
        guard let error = error as? DatabaseError else {
            self = .fault(detail: "unexpected error of type \(type(of: error))")
            return
        }
        let detail = "SQLite: \(error.message ?? "no message") (code \(error.extendedResultCode.rawValue))"
        self =
            switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED:
                .busy(retryAfterSeconds: 1)
            case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_NOMEM, .SQLITE_PERM,
                .SQLITE_PROTOCOL, .SQLITE_NOTADB, .SQLITE_CORRUPT:
                .unavailable(detail: detail)
            default:
                .fault(detail: detail)
            }
    }

    static let databaseClosed = Outage.unavailable(detail: "SQLite: the database is closed")
}
