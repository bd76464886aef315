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
        // libpq would take the end of a password that is not percent-encoded for host and port, and name those in errors.
        let address = text.drop { $0 != "/" }.dropFirst(2).prefix { $0 != "?" }
        let afterUser = address.drop { $0 != "@" && $0 != "/" }.dropFirst()
        guard !afterUser.contains("@") else { return nil }
        guard let options = PQconninfoParse(text, nil) else { return nil }
        PQconninfoFree(options)
        self.text = Secret(text)
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
