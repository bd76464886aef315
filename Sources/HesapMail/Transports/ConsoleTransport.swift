import Glibc
package import HesapDomain

/// Writes each mail to standard output, readable.
///
/// For development: whoever reads the output reads every reset link.
package struct ConsoleTransport: MailTransport {
    private let outgoing: OutgoingMail
    private let memory: SentMailMemory

    /// `memory` keeps the last mails for the local mailbox.
    package init(_ outgoing: OutgoingMail, memory: SentMailMemory = SentMailMemory()) {
        self.outgoing = outgoing
        self.memory = memory
    }

    package func send(_ mail: ClaimedMail) async throws(MailFailure) {
        guard let composed = try await outgoing(mail) else { return }
        try Self.write(Array(Self.text(of: composed).utf8))
        memory.keep(composed)
    }

    static func text(of mail: ComposedMail) -> String {
        """
        ---------------------------------------------------------------- mail
        From: \(mail.from.headerText)
        To: \(mail.recipient.headerText)
        Subject: \(mail.subject)

        \(mail.text)
        ---------------------------------------------------------------------

        """
    }

    /// Not `print`, which keeps the text in a buffer while the output is a pipe.
    private static func write(_ bytes: [UInt8]) throws(MailFailure) {
        guard DescriptorOutput.write(bytes, to: STDOUT_FILENO) else {
            throw MailFailure(reason: "standard output: errno \(errno)", isAboutMail: false)
        }
    }
}
