/// An e-mail address that Django's `EmailValidator` accepts and that is safe to stand in a mail header.
///
/// Narrower than Django: no quoted local part and no IP literal, which no shopper has and every parser reads differently.
package struct EmailAddress: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    /// As typed, with the domain in lower case: Django's `normalize_email`.
    package let text: String

    /// Refuses what Django refuses, and control characters: they would be header injection in a mail.
    package init?(_ typed: String) {
        let trimmed = typed.trimmingWhitespace()
        // 254 is the column's width in Django and the SMTP path limit of RFC 5321.
        guard !trimmed.isEmpty, trimmed.unicodeScalars.count <= 254 else { return nil }
        guard let at = trimmed.lastIndex(of: "@") else { return nil }
        let local = String(trimmed[..<at])
        let domain = String(trimmed[trimmed.index(after: at)...]).lowercased()
        guard Self.isLocalPart(local), Self.isDomain(domain) else { return nil }
        text = local + "@" + domain
    }

    /// The form two addresses share when Django's case-insensitive comparison holds them equal.
    package var comparisonKey: String { Self.comparisonKey(of: text) }

    /// Lower case without locale: `ı` and `i` stay two letters, so nobody is mailed another shopper's link.
    package static func comparisonKey(of stored: String) -> String { stored.lowercased() }

    /// Whether Django mails the holder of a stored address when this one is typed.
    ///
    /// That takes two comparisons there: `UPPER` in the database, for which `ı` is an `i`, and `_unicode_ci_compare`
    /// (NFKC, then case folding), for which it is not (CVE-2019-19844). Scalar by scalar that is the simple upper case
    /// with `ı` left alone: tried with every pair of scalars that share one.
    package func isSame(asStored stored: String) -> Bool {
        text.unicodeScalars.lazy.map(Self.folded).elementsEqual(stored.unicodeScalars.lazy.map(Self.folded))
    }

    private static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        guard scalar != "ı" else { return scalar }
        let upper = scalar.properties.uppercaseMapping.unicodeScalars
        return upper.count == 1 ? upper.first ?? scalar : scalar
    }

    package var description: String { "•••" }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// RFC 5322 dot-atom; the quoted form is refused because no shop needs it and every parser differs on it.
    private static func isLocalPart(_ text: String) -> Bool {
        let allowed = Set("!#$%&'*+/=?^_`{}|~-".utf8)
        guard (1...64).contains(text.utf8.count) else { return false }
        return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
            !atom.isEmpty && atom.utf8.allSatisfy { isLetterOrDigit($0) || allowed.contains($0) }
        }
    }

    private static func isDomain(_ text: String) -> Bool {
        // Django's allow list; shops use it on developers' machines.
        if text == "localhost" { return true }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, text.utf8.count <= 253, let last = labels.last, last.utf8.count >= 2 else {
            return false
        }
        let hyphen = UInt8(ascii: "-")
        return labels.allSatisfy { label in
            // By bytes: a hyphen with a combining mark is no hyphen to Swift.
            guard (1...63).contains(label.utf8.count), label.utf8.first != hyphen, label.utf8.last != hyphen else {
                return false
            }
            return label.unicodeScalars.allSatisfy { isDomainScalar($0) }
        } && !last.utf8.allSatisfy { (48...57).contains($0) }
    }

    private static func isDomainScalar(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.isASCII else { return scalar.properties.isAlphabetic && scalar.value >= 0xA1 }
        return isLetterOrDigit(UInt8(scalar.value)) || scalar == "-"
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }
}

extension String {
    /// Without white space at both ends, as Django's form fields strip it.
    ///
    /// Code point by code point: a combining mark after a blank is no blank.
    package func trimmingWhitespace() -> String {
        let isLetter: (Unicode.Scalar) -> Bool = { !PythonText.isSpace($0) }
        guard let first = unicodeScalars.firstIndex(where: isLetter),
            let last = unicodeScalars.lastIndex(where: isLetter)
        else { return "" }
        return String(unicodeScalars[first...last])
    }
}
