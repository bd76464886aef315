import CLibPQ
import Glibc
import HesapDomain

/// A connection URL that libpq understands: hosts, TLS, time limits and all else are its own, as documented for it.
package struct PostgresURL: Sendable, Equatable {
    private let text: Secret<String>

    /// - Returns: nil for a text that libpq does not take.
    package init?(_ text: String) {
        guard text.hasPrefix("postgres://") || text.hasPrefix("postgresql://"), !text.utf8.contains(0) else {
            return nil
        }
        guard !Self.isPasswordCut(text) else { return nil }
        guard let options = PQconninfoParse(text, nil) else { return nil }
        PQconninfoFree(options)
        self.text = Secret(text)
    }

    /// Whether `@` or `/` in the password is not percent-encoded.
    ///
    /// libpq would take what follows for a host or a database, whose names it writes into its error messages.
    private static func isPasswordCut(_ text: String) -> Bool {
        let place = text.utf8.drop { $0 != UInt8(ascii: "/") }.dropFirst(2)
        let end = place.firstIndex { $0 == UInt8(ascii: "@") || $0 == UInt8(ascii: "/") }
        guard let end else { return false }
        return place[end...].dropFirst().prefix { $0 != UInt8(ascii: "?") }.contains(UInt8(ascii: "@"))
    }

    /// What the URL does not say itself.
    private static let defaults = [
        ("fallback_application_name", "hesap"),
        ("client_encoding", "UTF8"),
        // Seconds for each host: a request waits that long at worst to learn that a host is gone.
        ("connect_timeout", "2"),
        // Of several hosts the one that takes writes, so that a promoted standby is found.
        ("target_session_attrs", "read-write"),
        // Milliseconds until a connection without any answer counts as lost.
        ("tcp_user_timeout", "10000"),
    ]

    /// - Returns: a connection in whatever state it got into, or nil without memory.
    func connect() -> OpaquePointer? {
        // libpq lets later entries win, so the URL stands last.
        let entries = Self.defaults + [("dbname", text.reveal())]
        let keys = entries.map { strdup($0.0) }
        let values = entries.map { strdup($0.1) }
        defer { (keys + values).forEach { free($0) } }
        let keyList = keys.map { UnsafePointer($0) } + [nil]
        let valueList = values.map { UnsafePointer($0) } + [nil]
        return PQconnectdbParams(keyList, valueList, 1)
    }
}

extension PostgresURL {
    /// Whether this speaks to another machine without `sslmode=verify-full`.
    ///
    /// By itself libpq takes TLS only when it is offered, and any certificate: whoever sits in between can read it all.
    package var trustsAnyServer: Bool {
        let options = options
        let hosts = ["host", "hostaddr"].flatMap { options[$0, default: ""].split(separator: ",") }
        return options["sslmode"] != "verify-full" && !hosts.allSatisfy(Self.isThisMachine)
    }

    /// What stands in the URL, by libpq's names.
    private var options: [String: String] {
        guard let list = PQconninfoParse(text.reveal(), nil) else { return [:] }
        defer { PQconninfoFree(list) }
        var options: [String: String] = [:]
        var next = list
        while let keyword = next.pointee.keyword {
            if let value = next.pointee.val { options[String(cString: keyword)] = String(cString: value) }
            next += 1
        }
        return options
    }

    private static func isThisMachine(_ host: Substring) -> Bool {
        // Unix sockets in a folder, and abstract ones.
        if host.hasPrefix("/") || host.hasPrefix("@") { return true }
        if ["localhost", "::1"].contains(host.lowercased()) { return true }
        var address = in_addr()
        return inet_pton(AF_INET, String(host), &address) == 1 && UInt32(bigEndian: address.s_addr) >> 24 == 127
    }
}
