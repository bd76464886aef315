/// The `Host` header in the form Django accepts (RFC 3986 authority without user information).
struct HostHeader: Sendable, Equatable {
    /// Lower case, with the port if there is one.
    let text: String
    /// Without port and trailing dot; an IPv6 address keeps its brackets.
    let name: String

    init?(_ typed: String) {
        let text = typed.lowercased()
        guard (1...255).contains(text.utf8.count) else { return nil }
        let name: Substring
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            name = text[...end]
            let address = name.dropFirst().dropLast().utf8
            guard address.contains(58), address.allSatisfy({ Self.isHexadecimal($0) || $0 == 58 || $0 == 46 }) else {
                return nil
            }
        } else {
            name = Substring(text.utf8.prefix { $0 != UInt8(ascii: ":") })
            guard !name.isEmpty, name.utf8.allSatisfy(Self.isNameByte) else { return nil }
        }
        let port = text[name.endIndex...]
        guard port.isEmpty || Self.isPort(port) else { return nil }
        self.text = text
        self.name = name.hasSuffix(".") ? String(name.dropLast()) : String(name)
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

    private static func isPort(_ text: Substring) -> Bool {
        text.utf8.first == UInt8(ascii: ":") && (1...5).contains(text.utf8.count - 1)
            && text.dropFirst().utf8.allSatisfy { (48...57).contains($0) }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte) || byte == 45 || byte == 46
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
