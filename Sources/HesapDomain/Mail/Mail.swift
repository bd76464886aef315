/// A mail to be sent, as data: text and headers are made when it leaves, from templates.
package struct Mail: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        case passwordReset = "password_reset"
        case passwordChanged = "password_changed"
        case welcome
        /// Somebody tried to register an address that has an account.
        case addressRegistered = "address_registered"
        /// The last mail to somebody who was erased, to an address that is stored nowhere else any more.
        case accountAnonymized = "account_anonymized"

        /// Whether a mail that cannot be delivered stays as a dead letter.
        ///
        /// Whoever was promised to be erased must not be kept for an operator to look at.
        package var isKeptWhenDead: Bool { self != .accountAnonymized }

        /// Whether somebody sits in front of a mailbox until it comes, so that it passes by the others.
        package var isWaitedFor: Bool { self == .passwordReset }
    }

    package let kind: Kind
    package let recipient: String
    /// Whose mail it is, so that anonymizing finds and deletes what is still waiting.
    package let account: AccountID?
    package let language: LanguageCode
    /// What the template may show: `link`, `first_name`, and how long the link is good for as `hours` or `minutes`.
    package let variables: [String: String]

    package init(
        _ kind: Kind,
        to recipient: String,
        account: AccountID?,
        language: LanguageCode,
        variables: [String: String] = [:]
    ) {
        self.kind = kind
        self.recipient = recipient
        self.account = account
        self.language = language
        self.variables = variables
    }
}
