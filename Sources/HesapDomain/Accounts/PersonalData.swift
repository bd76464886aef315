/// A first or last name: 1 to 50 characters, no control characters.
package struct PersonName: Sendable, Equatable {
    package let text: String

    package init?(_ typed: String) {
        let trimmed = typed.trimmingWhitespace()
        guard (1...50).contains(trimmed.unicodeScalars.count), !trimmed.containsControlCharacters else { return nil }
        text = trimmed
    }
}

/// A telephone number as typed, with the separators people use removed: an optional `+` and 7 to 15 digits (E.164).
package struct PhoneNumber: Sendable, Equatable {
    package let text: String

    package init?(_ typed: String) {
        let separators = Set<Character>(" -().\u{A0}")
        let compact = String(typed.trimmingWhitespace().filter { !separators.contains($0) })
        let digits = compact.first == "+" ? compact.dropFirst() : compact[...]
        guard (7...15).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }) else {
            return nil
        }
        text = compact
    }

    /// Takes a value that was checked before it was stored.
    package init(stored: String) {
        text = stored
    }
}

extension String {
    /// NUL, line breaks and other C0/C1 controls: they break logs, mail headers and PostgreSQL text.
    package var containsControlCharacters: Bool {
        unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }
    }
}
