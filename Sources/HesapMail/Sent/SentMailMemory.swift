package import HesapDomain
import Synchronization

/// The last mails that `ConsoleTransport` wrote, for as long as the program runs.
package final class SentMailMemory: SentMails {
    /// More than anybody looks through.
    private static let most = 100

    private let state = Mutex(State())

    private struct State {
        var count = 0
        /// Oldest first.
        var mails: [SentMail] = []
    }

    package init() {}

    package func newest(_ limit: Int) async throws(MailFailure) -> [SentMail] {
        state.withLock { $0.mails.reversed().prefix(limit).map { $0 } }
    }

    package func find(_ id: SentMailID) async throws(MailFailure) -> SentMail? {
        state.withLock { $0.mails.first { $0.id == id } }
    }

    func keep(_ mail: ComposedMail) {
        state.withLock { state in
            state.count += 1
            guard let id = SentMailID(String(state.count)), let sent = MessageReader.read(mail.message, id: id) else {
                return
            }
            state.mails = state.mails.suffix(Self.most - 1) + [sent]
        }
    }
}
