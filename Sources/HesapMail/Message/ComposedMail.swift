/// A mail ready to leave.
package struct ComposedMail: Sendable {
    package let from: Mailbox
    package let recipient: Mailbox
    package let subject: String
    /// The text as a person reads it, with line feeds.
    package let text: String
    /// RFC 5322, CRLF line ends, ASCII but for addresses that are not.
    package let message: String
}
