import CIDN2

/// Domain names as mail servers know them.
enum MailDomain {
    /// The ASCII form (A-labels) of a domain; one that is printable ASCII stays as it is.
    ///
    /// Converted here and not by libcurl: it converts by the locale, which a server often leaves at `C`, and knows only
    /// the envelope, not the message's headers.
    ///
    /// - Returns: nil when it is no domain by IDNA 2008.
    static func ascii(_ domain: String) -> String? {
        if domain.utf8.allSatisfy({ $0 < 0x80 }) {
            return domain.utf8.allSatisfy { (0x21...0x7E).contains($0) } ? domain : nil
        }
        guard !domain.utf8.contains(0) else { return nil }
        var converted: UnsafeMutablePointer<UInt8>?
        let flags = Int32(IDN2_NFC_INPUT.rawValue | IDN2_NONTRANSITIONAL.rawValue)
        let status = domain.withCString { text in
            text.withMemoryRebound(to: UInt8.self, capacity: domain.utf8.count + 1) {
                idn2_lookup_u8($0, &converted, flags)
            }
        }
        guard status == IDN2_OK.rawValue, let converted else { return nil }
        defer { idn2_free(converted) }
        let ascii = String(cString: converted)
        let labels = ascii.split(separator: ".", omittingEmptySubsequences: false)
        return labels.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isLabelByte) } ? ascii : nil
    }

    /// An address with the ASCII form of its domain.
    ///
    /// - Returns: nil when there is no domain, no local part, or a second `@`, by which a server could take another part
    ///   for the domain than the one looked at here.
    static func asciiAddress(_ address: String) -> String? {
        let parts = address.unicodeScalars.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        return ascii(String(parts[1])).map { String(parts[0]) + "@" + $0 }
    }

    /// Compatibility characters are mapped: U+FF20 would come out as `@`.
    private static func isLabelByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"): true
        default: false
        }
    }
}

extension Mailbox {
    /// The same sender with the ASCII form of the domain, which headers and `Message-ID` need; nil when it has none.
    package var withASCIIDomain: Mailbox? {
        guard let address = MailDomain.asciiAddress(address) else { return nil }
        return name.isEmpty ? Mailbox(address: address) : Mailbox("\"\(name)\" <\(address)>")
    }
}
