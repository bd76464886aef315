import GRDB
import HesapDomain

/// The transaction statements of one connection.
///
/// They do not use GRDB's own transaction methods, because those begin and commit once per closure.
struct Transaction {
    let connection: GRDB.Database

    enum Statement: String {
        /// Takes the write lock at once: a transaction that reads first and is refused the lock later would have to be
        /// repeated.
        case begin = "BEGIN IMMEDIATE"
        case beginReading = "BEGIN DEFERRED"
        case commit = "COMMIT"
        case rollBack = "ROLLBACK"
        case save = "SAVEPOINT job"
        case release = "RELEASE job"
        case rollBackToSave = "ROLLBACK TO job"
    }

    /// False also when SQLite rolled back by itself, which it does on a full disk and on I/O errors.
    var isOpen: Bool { connection.isInsideTransaction }

    func run(_ statement: Statement) throws(Outage) {
        do {
            try connection.cachedStatement(sql: statement.rawValue).execute()
        } catch {
            throw Outage(sqlite: error)
        }
    }

    /// Ends what is left of a failed transaction, so that the connection can begin another one.
    func abandon() {
        guard isOpen else { return }
        // A roll-back can only fail when SQLite did it by itself, which is what was wanted.
        try? run(.rollBack)
    }
}
