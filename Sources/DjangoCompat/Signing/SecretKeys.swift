/// Django's `SECRET_KEY` and `SECRET_KEY_FALLBACKS`: new signatures use the first, old ones may use any.
///
/// Prints as `•••`: whoever has the key can forge every session and reset link.
package struct SecretKeys: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    let primary: String
    let fallbacks: [String]

    package init(primary: String, fallbacks: [String]) {
        self.primary = primary
        self.fallbacks = fallbacks
    }

    package var description: String { "•••" }
    package var debugDescription: String { "•••" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }

    /// One derived key per secret, the primary first.
    func saltedHMACs(salt: String) -> [SaltedHMAC] {
        ([primary] + fallbacks).map { SaltedHMAC(salt: salt, secret: $0) }
    }
}
