import Synchronization

/// Mails that left while the database could not be told: usually none, and never more than a few.
///
/// Lives as long as the worker. A database that restarts between a send and its note would otherwise have it sent twice.
final class HandedOverMails: Sendable {
    private let state = Mutex<Set<OutboxID>>([])

    var ids: Set<OutboxID> { state.withLock { $0 } }

    func note(_ id: OutboxID) {
        state.withLock { _ = $0.insert(id) }
    }

    func forget(_ id: OutboxID) {
        state.withLock { _ = $0.remove(id) }
    }
}
