import Glibc

/// An IPv4 or IPv6 address.
package struct IPAddress: Sendable, Equatable {
    /// In the usual short spelling.
    let text: String
    /// 4 or 16 bytes, most significant first.
    ///
    /// An IPv4 address inside IPv6 (`::ffff:1.2.3.4`) counts as IPv4.
    let bytes: [UInt8]

    package init?(_ typed: String) {
        guard let bytes = Self.bytes(typed, AF_INET, 4) ?? Self.bytes(typed, AF_INET6, 16) else { return nil }
        self.bytes = Self.embeddedIPv4(bytes) ?? bytes
        text = Self.text(self.bytes)
    }

    private static func bytes(_ typed: String, _ family: Int32, _ count: Int) -> [UInt8]? {
        var bytes = Array(repeating: UInt8(0), count: count)
        // `inet_pton` would read "1.2.3.4\0…" as 1.2.3.4.
        guard !typed.utf8.contains(0), inet_pton(family, typed, &bytes) == 1 else { return nil }
        return bytes
    }

    private static func text(_ bytes: [UInt8]) -> String {
        // The longest spelling of an IPv6 address and its NUL: INET6_ADDRSTRLEN.
        var buffer = Array(repeating: CChar(0), count: 46)
        inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, bytes, &buffer, socklen_t(buffer.count))
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// 127.0.0.0/8 or ::1.
    package var isLoopback: Bool {
        bytes.count == 4 ? bytes[0] == 127 : bytes == Array(repeating: 0, count: 15) + [1]
    }

    /// An IPv4 address itself, an IPv6 address with its lower half zero.
    var network: String {
        bytes.count == 4 ? text : Self.text(bytes.prefix(8) + Array(repeating: 0, count: 8)) + "/64"
    }

    private static func embeddedIPv4(_ bytes: [UInt8]) -> [UInt8]? {
        let prefix: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]
        return bytes.starts(with: prefix) ? Array(bytes.suffix(4)) : nil
    }
}

/// One address, or a network in CIDR notation.
package struct AddressRange: Sendable, Equatable {
    private let network: [UInt8]
    private let prefixBits: Int

    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let address = IPAddress(String(parts[0])) else { return nil }
        let width = address.bytes.count * 8
        let bits = parts.count == 2 ? Int(parts[1]) : width
        guard let bits, (0...width).contains(bits) else { return nil }
        network = address.bytes
        prefixBits = bits
    }

    package func contains(_ text: String) -> Bool {
        guard let address = IPAddress(text), address.bytes.count == network.count else { return false }
        let whole = prefixBits / 8
        guard address.bytes[..<whole] == network[..<whole] else { return false }
        let rest = prefixBits % 8
        guard rest > 0 else { return true }
        return (address.bytes[whole] ^ network[whole]) >> UInt8(8 - rest) == 0
    }
}
