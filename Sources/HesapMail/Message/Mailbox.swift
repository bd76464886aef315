/// An address with the name that mail programs show: `Shop <noreply@shop.example>`, or the address alone.
package struct Mailbox: Sendable, Equatable {
    package let name: String
    package let address: String

    /// Refuses whatever could end a header line or start another address.
    package init?(_ text: String) {
        guard text.unicodeScalars.allSatisfy({ !Self.isControl($0) }) else { return nil }
        guard let open = text.lastIndex(of: "<") else {
            self.init(name: "", address: Self.trimmed(text[...]))
            return
        }
        let rest = Self.trimmed(text[text.index(after: open)...])
        guard rest.last == ">" else { return nil }
        self.init(name: Self.unquoted(Self.trimmed(text[..<open])), address: String(rest.dropLast()))
    }

    /// For recipients, whose address comes out of the database and may have been put there by anybody.
    package init?(address: String) {
        self.init(name: "", address: address)
    }

    private init?(name: String, address: String) {
        guard let at = address.lastIndex(of: "@"), at != address.startIndex else { return nil }
        guard address.index(after: at) != address.endIndex, address.utf8.count <= 320 else { return nil }
        guard address.unicodeScalars.allSatisfy({ Self.mayStandInAddress($0) }) else { return nil }
        self.name = name
        self.address = address
    }

    package var domain: String {
        String(address[address.index(after: address.lastIndex(of: "@") ?? address.startIndex)...])
    }

    /// As it stands in `From` and `To`.
    var headerText: String {
        guard !name.isEmpty else { return address }
        if let encoded = EncodedWord.encode(name) { return "\(encoded) <\(address)>" }
        let escaped = name.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] }
        return "\"\(String(escaped))\" <\(address)>"
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F, 0x2028, 0x2029: true
        default: false
        }
    }

    /// No white space, and none of the characters by which RFC 5322 tells addresses apart.
    private static func mayStandInAddress(_ scalar: Unicode.Scalar) -> Bool {
        !isControl(scalar) && !scalar.properties.isWhitespace && !"<>(),;:\\\"[]".unicodeScalars.contains(scalar)
    }

    private static func unquoted(_ name: String) -> String {
        guard name.count >= 2, name.first == "\"", name.last == "\"" else { return name }
        return String(name.dropFirst().dropLast())
    }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop { $0.isWhitespace }
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...last])
    }
}
