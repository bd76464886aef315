import Glibc

/// Whose wall clock stands in reset links.
struct TimeZoneConfiguration: Sendable {
    static let timeZone = Setting<TimeZoneName>.choice(
        "TIME_ZONE",
        "UTC or a name of the IANA time zone database such as Europe/Istanbul",
        default: .written("UTC"),
        help: "Whose wall clock stands in reset links: the same as Django's TIME_ZONE where both run.",
        parse: { TimeZoneName($0) }
    )
    static let settings = [timeZone.description]

    let zone: TimeZoneName

    init(_ source: SettingsSource) throws(SettingFault) {
        zone = try source.read(Self.timeZone)
    }
}

/// A zone that this machine has rules for.
///
/// glibc takes every other name for UTC without a word, so the file is looked at, as Django does at its start.
struct TimeZoneName: Sendable, Equatable {
    let text: String

    static let utc = TimeZoneName(known: "UTC")

    init?(_ text: String) {
        self.init(known: text)
        guard text != Self.utc.text else { return }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(Self.isAllowed) }), Self.isZoneFile(path) else {
            return nil
        }
    }

    private init(known text: String) {
        self.text = text
    }

    var path: String { "/usr/share/zoneinfo/" + text }

    /// No dot, so that no path leads out of the folder.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            || [UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-")].contains(byte)
    }

    /// Every zone file begins with these four letters (RFC 8536); a folder such as `Europe` cannot be read.
    private static func isZoneFile(_ path: String) -> Bool {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        var magic = [UInt8](repeating: 0, count: 4)
        return read(file, &magic, 4) == 4 && magic.elementsEqual("TZif".utf8)
    }
}
