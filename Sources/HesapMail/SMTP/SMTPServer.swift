import HesapDomain

/// A mail server, and what is asked of the connection to it.
package struct SMTPServer: Sendable, Equatable {
    package enum Encryption: Sendable {
        /// TLS from the first byte: `smtps://`.
        case implicit
        /// STARTTLS, and no mail without it.
        case required
        /// STARTTLS where the server offers it. Somebody on the way can take the offer out.
        case whenOffered
        case none
    }

    package struct Credentials: Sendable, Equatable {
        let user: Secret<String>
        let password: Secret<String>
    }

    /// A name in ASCII, an IPv4 address, or an IPv6 address in brackets.
    let host: String
    let port: Int
    package let encryption: Encryption
    let credentials: Credentials?
    /// PEM: the certificates that are trusted instead of the system's.
    let authorityFile: String?
    /// For a whole mail.
    let timeoutSeconds: Int

    /// For messages; holds no secret.
    package var place: String { "\(host):\(port)" }

    /// libcurl resolves `localhost` itself, so that name means this machine as well.
    package var isLoopback: Bool { Self.isLoopback(host) }

    static func isLoopback(_ host: String) -> Bool {
        let name = host.lowercased()
        return name == "localhost" || name == "[::1]" || isLoopbackIPv4(name)
    }

    private static func isLoopbackIPv4(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// Whether reset links may leave this machine readable for everybody on the way.
    package var maySendInTheClear: Bool {
        switch encryption {
        case .implicit, .required: false
        case .whenOffered, .none: !isLoopback
        }
    }
}
