/// The `password` column as Django stores it, for instance `pbkdf2_sha256$1000000$salt$hash`.
///
/// Prints as `•••`, in logs as in dumps of a failed test: a leaked hash can be cracked offline.
package struct EncodedPassword: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    package let text: String

    package init(_ text: String) { self.text = text }

    package var description: String { "•••" }
    package var debugDescription: String { "•••" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }

    package static func == (left: EncodedPassword, right: EncodedPassword) -> Bool {
        equalInConstantTime(left.text, right.text)
    }

    /// Django's `is_password_usable`: false only for the `!` that marks an account without a password.
    ///
    /// An empty column counts as usable there, and still no password ever matches it.
    package var isUsable: Bool { text.utf8.first != UInt8(ascii: "!") }

    /// Django's `make_password(None)`: `!` and 40 random letters (238 bits).
    ///
    /// The letters matter: reset tokens sign this column, and two accounts with a bare `!` would share that part.
    package static func unusable(random: RandomBytes) -> EncodedPassword {
        EncodedPassword("!" + RandomText.string(40, from: RandomText.lettersFirst, random: random))
    }
}
