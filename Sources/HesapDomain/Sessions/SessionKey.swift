package import DjangoCompat

/// The secret in the session cookie.
///
/// Whoever has it is the shopper, so it never reaches a log.
package struct SessionKey: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    package let text: String

    /// Nil for anything that is not Django's form: it cannot name a session, so no query is made for it.
    package init?(_ text: String) {
        guard SessionKeyFormat.isValid(text) else { return nil }
        self.text = text
    }

    package static func make(random: RandomBytes) -> SessionKey {
        SessionKey(generated: SessionKeyFormat.make(random: random))
    }

    private init(generated text: String) {
        self.text = text
    }

    package var description: String { "•••" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
