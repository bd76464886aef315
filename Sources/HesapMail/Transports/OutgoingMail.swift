package import HesapDomain

/// What every transport does before it carries: looks up what the mail needs now, and writes it.
package struct OutgoingMail: Sendable {
    private let prepare: PrepareMail
    private let composer: MailComposer

    package init(prepare: PrepareMail, composer: MailComposer) {
        self.prepare = prepare
        self.composer = composer
    }

    /// - Returns: nil when there is nobody to write to, which counts as delivered.
    package func callAsFunction(_ claimed: ClaimedMail) async throws(MailFailure) -> ComposedMail? {
        let mail: Mail?
        do {
            mail = try await prepare(claimed.mail)
        } catch {
            throw MailFailure(reason: "the account could not be read")
        }
        guard let mail else { return nil }
        return try composer.compose(Self.withASCIIDomain(mail))
    }

    /// Headers and envelope name the domain as mail servers look it up.
    private static func withASCIIDomain(_ mail: Mail) throws(MailFailure) -> Mail {
        guard let recipient = MailDomain.asciiAddress(mail.recipient) else {
            throw MailFailure(reason: "the recipient is no address", isPermanent: true)
        }
        return Mail(
            mail.kind,
            to: recipient,
            account: mail.account,
            language: mail.language,
            variables: mail.variables
        )
    }
}
