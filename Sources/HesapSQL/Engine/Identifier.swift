/// A table name that is safe to stand in a statement.
///
/// The only text that gets there without being a literal.
package struct Identifier: Sendable, Hashable {
    package let name: String
    /// In quotes, because `user` and `order` are words of the language.
    package let quoted: String

    /// ASCII letters, digits and `_`, as Django's `db_table` is in practice; 63 is PostgreSQL's limit.
    package init?(_ name: String) {
        let isLetter: (UInt8) -> Bool = { (65...90).contains($0) || (97...122).contains($0) || $0 == 95 }
        guard (1...63).contains(name.utf8.count), let first = name.utf8.first, isLetter(first) else { return nil }
        guard name.utf8.allSatisfy({ isLetter($0) || (48...57).contains($0) }) else { return nil }
        self.init(known: name)
    }

    private init(known name: String) {
        self.name = name
        quoted = "\"\(name)\""
    }

    package static let authUser = Identifier(known: "auth_user")
    package static let djangoSession = Identifier(known: "django_session")

    /// What `Dialect.announceSettings` notifies.
    package static let settingsChannel = Identifier(known: "hesap_settings")
}

/// A piece of a statement that differs between engines.
///
/// Only a literal of the program's text can become one.
package struct Fragment: Sendable, ExpressibleByStringLiteral {
    let literal: Literal

    package var text: String { literal.text }

    package init(stringLiteral value: StaticString) {
        literal = Literal(value)
    }
}
