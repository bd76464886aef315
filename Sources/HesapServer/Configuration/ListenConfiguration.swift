import HesapHTTP

/// Where Hesap listens.
struct ListenConfiguration: Sendable {
    static let host = Setting<String>.choice(
        "HOST",
        "an IP address or host name",
        default: .written("127.0.0.1"),
        help: "Address of the public listener. 0.0.0.0 or :: for all.",
        parse: hostName
    )
    static let port = Setting.integer(
        "PORT",
        in: 1...65535,
        default: .written("8080"),
        help: "Port of the public listener."
    )
    static let opsHost = Setting<String>.choice(
        "OPS_HOST",
        "an IP address or host name",
        default: .written("127.0.0.1"),
        help: "Address of the listener for health checks and metrics. Never expose it to shoppers.",
        parse: hostName
    )
    static let opsPort = Setting.integer(
        "OPS_PORT",
        in: 1...65535,
        default: .written("9080"),
        help: "Port of the listener for health checks and metrics."
    )
    static let settings = [host.description, port.description, opsHost.description, opsPort.description]

    let host: String
    let port: Int
    /// Only this machine can reach the shop's port.
    var isLoopback: Bool { host == "localhost" || IPAddress(host)?.isLoopback == true }
    let opsHost: String
    let opsPort: Int

    init(_ source: SettingsSource) throws(SettingFault) {
        host = try source.read(Self.host)
        port = try source.read(Self.port)
        opsHost = try source.read(Self.opsHost)
        opsPort = try source.read(Self.opsPort)
        guard port != opsPort else {
            throw SettingFault(place: source.place(of: Self.opsPort.description), reason: "is the same as PORT")
        }
    }

    @Sendable
    private static func hostName(_ text: String) -> String? {
        let isAllowed: (UInt8) -> Bool = { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: ":")].contains(byte)
        }
        return text.utf8.allSatisfy(isAllowed) ? text : nil
    }
}
