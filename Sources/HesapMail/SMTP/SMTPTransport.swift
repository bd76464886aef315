import Dispatch
package import HesapDomain

/// Hands mails to a mail server, over one connection as long as it lasts.
package final class SMTPTransport: MailTransport {
    private let outgoing: OutgoingMail
    private let connection: SMTPConnection
    /// libcurl blocks for as long as the server takes.
    private let queue = DispatchQueue(label: "hesap.mail.smtp")

    package init(_ outgoing: OutgoingMail, server: SMTPServer) throws(MailFailure) {
        self.outgoing = outgoing
        connection = try SMTPConnection(server)
    }

    /// The last goodbye waits for the server, which is not for the thread that happens to drop this.
    deinit {
        queue.async { [connection] in _ = connection }
    }

    package func send(_ mail: ClaimedMail) async throws(MailFailure) {
        guard let composed = try await outgoing(mail) else { return }
        let envelope = try SMTPEnvelope(composed)
        let end = SMTPEnd()
        let failure = await withTaskCancellationHandler {
            await queue.result { [connection] in connection.send(envelope, until: end) }
        } onCancel: {
            end.ask()
        }
        if let failure { throw failure }
    }

    /// For `hesap check`: everything but a mail.
    ///
    /// - Returns: what would keep mails from leaving, or nil.
    package static func problem(with server: SMTPServer, sender: Mailbox) async -> MailFailure? {
        await DispatchQueue(label: "hesap.mail.smtp.check").result {
            do throws(MailFailure) {
                return try SMTPConnection(server).check(sender: sender.address)
            } catch {
                return error
            }
        }
    }
}

extension DispatchQueue {
    fileprivate func result(_ work: @escaping @Sendable () -> MailFailure?) async -> MailFailure? {
        await withCheckedContinuation { continuation in
            async { continuation.resume(returning: work()) }
        }
    }
}
