/// A currency as the shop writes it, usually ISO 4217.
package struct CurrencyCode: Sendable, Hashable {
    package let text: String

    /// 1 to 16 letters, digits, `-` or `_`: also what is not ISO 4217, such as a shop's loyalty points.
    package init?(_ text: String) {
        guard (1...16).contains(text.utf8.count) else { return nil }
        let isAllowed: (UInt8) -> Bool = { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
                || byte == 95
        }
        guard text.utf8.allSatisfy(isAllowed) else { return nil }
        self.text = text
    }

    private init(known text: String) {
        self.text = text
    }

    /// Equal without case.
    ///
    /// ASCII only, so the Turkish dotless i has no say in it.
    package func isSame(as typed: String) -> Bool {
        guard typed.utf8.count == text.utf8.count else { return false }
        var rest = typed.utf8.makeIterator()
        return text.utf8.allSatisfy { Self.lowered($0) == rest.next().map(Self.lowered) }
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        (65...90).contains(byte) ? byte | 0x20 : byte
    }

    package static let lira = CurrencyCode(known: "TRY")
    package static let dollar = CurrencyCode(known: "USD")
    package static let euro = CurrencyCode(known: "EUR")
}
