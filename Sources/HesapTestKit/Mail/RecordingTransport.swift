package import HesapDomain
import Synchronization

/// Takes mails as a server would, keeps them, and refuses when it was told to.
package final class RecordingTransport: MailTransport {
    private struct State: Sendable {
        var sent: [Mail] = []
        var attempts: [ClaimedMail] = []
        var failures: [MailFailure] = []
    }

    private let state = Mutex(State())
    private let prepare: PrepareMail?

    /// - Parameter prepare: as in production makes the link at the moment of delivery, and drops a mail to nobody.
    package init(prepare: PrepareMail? = nil) {
        self.prepare = prepare
    }

    /// What left the house, oldest first.
    package var sent: [Mail] { state.withLock { $0.sent } }
    /// Every try, also those that were refused.
    package var attempts: [ClaimedMail] { state.withLock { $0.attempts } }

    package func failNext(_ times: Int = 1, reason: String = "451 greylisted") {
        failNext(times, with: MailFailure(reason: reason))
    }

    package func failNext(_ times: Int = 1, with failure: MailFailure) {
        state.withLock { $0.failures += Array(repeating: failure, count: times) }
    }

    package func send(_ mail: ClaimedMail) async throws(MailFailure) {
        try state.withLock { state throws(MailFailure) in
            state.attempts.append(mail)
            guard !state.failures.isEmpty else { return }
            throw state.failures.removeFirst()
        }
        guard let ready = try await prepared(mail.mail) else { return }
        state.withLock { $0.sent.append(ready) }
    }

    private func prepared(_ mail: Mail) async throws(MailFailure) -> Mail? {
        guard let prepare else { return mail }
        do {
            return try await prepare(mail)
        } catch {
            throw MailFailure(reason: "not prepared")
        }
    }
}
