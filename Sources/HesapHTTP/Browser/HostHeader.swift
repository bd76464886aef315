/// The `Host` header in the form Django accepts (RFC 3986 authority without user information).
struct HostHeader: Sendable, Equatable {
    /// Lower case, with the port if there is one.
    let text: String
    /// Without port and trailing dot; an IPv6 address keeps its brackets.
    let name: String

    private static let (openingBracket, closingBracket) = (UInt8(ascii: "["), UInt8(ascii: "]"))
    private static let (colon, dot) = (UInt8(ascii: ":"), UInt8(ascii: "."))

    init?(_ typed: String) {
        guard (1...255).contains(typed.utf8.count) else { return nil }
        // In place: as a sequence that is mapped each byte took ninety instructions.
        var bytes = Array(typed.utf8)
        for index in bytes.indices { bytes[index] = Self.lowercased(bytes[index]) }
        let end = bytes.first == Self.openingBracket ? Self.endOfAddress(bytes) : Self.endOfName(bytes)
        guard let end, end == bytes.count || Self.isPort(bytes[end...]) else { return nil }
        text = String(decoding: bytes, as: UTF8.self)
        let name = bytes[..<end]
        self.name = String(decoding: name.last == Self.dot ? name.dropLast() : name, as: UTF8.self)
    }

    static func withoutDefaultPort(_ authority: String, isHTTPS: Bool) -> String {
        let port = isHTTPS ? ":443" : ":80"
        return authority.hasSuffix(port) ? String(authority.dropLast(port.count)) : authority
    }

    func matches(_ pattern: HostPattern) -> Bool {
        switch pattern {
        case .any: true
        case .name(let allowed): name == allowed
        case .domain(let allowed): name.hasSuffix(allowed) || name == allowed.dropFirst()
        }
    }

    private static func endOfAddress(_ bytes: [UInt8]) -> Int? {
        guard let bracket = bytes.firstIndex(of: closingBracket) else { return nil }
        let address = bytes[1..<bracket]
        let isAddress = address.contains(colon) && address.allSatisfy { isHexadecimal($0) || $0 == colon || $0 == dot }
        return isAddress ? bracket + 1 : nil
    }

    private static func endOfName(_ bytes: [UInt8]) -> Int? {
        let name = bytes.prefix { $0 != colon }
        return !name.isEmpty && name.allSatisfy(isNameByte) ? name.endIndex : nil
    }

    private static func isPort(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.first == colon && (2...6).contains(bytes.count) && bytes.dropFirst().allSatisfy { (48...57).contains($0) }
    }

    /// Letters of ASCII only: no other one can stand in a host's name, so none may become one.
    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (65...90).contains(byte) ? byte + 32 : byte
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "-") || byte == dot
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...102).contains(byte)
    }
}

/// An entry of Django's `ALLOWED_HOSTS`.
package enum HostPattern: Sendable, Equatable {
    /// `*`
    case any
    case name(String)
    /// `.example.com`, with the dot: `example.com` and all below it.
    case domain(String)

    package init(_ text: String) {
        let text = text.lowercased()
        self = text == "*" ? .any : text.hasPrefix(".") ? .domain(text) : .name(text)
    }
}
