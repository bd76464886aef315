import DjangoCompat
import HesapDomain
import HesapHTTP
import HesapMail

/// What is fine on a developer's machine and unsafe in production.
struct DeploymentCheck {
    private let configuration: ServerConfiguration

    init(_ configuration: ServerConfiguration) {
        self.configuration = configuration
    }

    var findings: [Finding] { keys + database + site + cookies + mail + hashing }

    /// Django's `security.W009`: 50 characters, five different ones, and not the generator's mark.
    private var keys: [Finding] {
        let key = configuration.secrets.secretKey.reveal()
        var findings: [Finding] = []
        if key.count < 50 || Set(key).count < 5 || key.hasPrefix("django-insecure-") {
            findings.append(
                Finding(
                    .error,
                    "hesap.E101",
                    "SECRET_KEY is short, uniform or Django's insecure default: use 50 random characters"
                )
            )
        }
        if configuration.secrets.fallbacks.contains(where: { $0.reveal() == key }) {
            findings.append(Finding(.warning, "hesap.W101", "SECRET_KEY_FALLBACKS repeats SECRET_KEY"))
        }
        return findings
    }

    private var database: [Finding] {
        guard configuration.database.url.trustsAnyServer else { return [] }
        return [
            Finding(
                .warning,
                "hesap.W112",
                "DATABASE_URL names another machine without sslmode=verify-full: whoever sits in between can read it all"
            )
        ]
    }

    private var site: [Finding] {
        var findings: [Finding] = []
        if !configuration.site.publicURL.isHTTPS {
            findings.append(
                Finding(.error, "hesap.E102", "PUBLIC_URL is not https: reset links and cookies travel readable")
            )
        }
        if configuration.site.allowedHosts.contains(.any) {
            findings.append(Finding(.warning, "hesap.W102", "ALLOWED_HOSTS is *: any Host header is answered"))
        }
        if configuration.site.trustedOrigins.contains(where: { $0.hasPrefix("http://") }) {
            findings.append(Finding(.warning, "hesap.W103", "CSRF_TRUSTED_ORIGINS has an origin without https"))
        }
        if configuration.site.publicURL.isHTTPS, configuration.site.trustedProxies.isEmpty {
            findings.append(
                Finding(
                    .warning,
                    "hesap.W104",
                    "PUBLIC_URL is https but TRUSTED_PROXIES is empty: throttles will see the proxy as the only client"
                )
            )
        }
        if ["0.0.0.0", "::"].contains(configuration.listen.opsHost) {
            findings.append(Finding(.warning, "hesap.W105", "OPS_HOST listens on all addresses: metrics may be public"))
        }
        return findings
    }

    private var cookies: [Finding] {
        var findings: [Finding] = []
        if !configuration.cookies.secure {
            findings.append(Finding(.error, "hesap.E103", "SESSION_COOKIE_SECURE is false: sessions can be overheard"))
        }
        if configuration.cookies.sameSite == .none {
            findings.append(
                Finding(.warning, "hesap.W106", "SESSION_COOKIE_SAMESITE is None: other sites can use sessions")
            )
        }
        return findings
    }

    private var mail: [Finding] {
        var findings: [Finding] = []
        switch configuration.mail.url {
        case .console:
            findings.append(
                Finding(.error, "hesap.E104", "MAIL_URL is console: reset links are printed and reach nobody")
            )
        case .file:
            findings.append(
                Finding(
                    .warning,
                    "hesap.W110",
                    "MAIL_URL is a directory: another program has to send what it finds there"
                )
            )
        case .smtp(let server) where server.maySendInTheClear:
            findings.append(
                Finding(.warning, "hesap.W111", "MAIL_URL does not insist on TLS: reset links may travel readable")
            )
        case .smtp: break
        }
        if !configuration.mail.from.domain.contains(".") {
            findings.append(
                Finding(.warning, "hesap.W107", "MAIL_FROM is not of a public domain: mail will be refused")
            )
        }
        return findings
    }

    private var hashing: [Finding] {
        var findings = configuration.hashing.legacy.sorted { $0.rawValue < $1.rawValue }.map { format in
            Finding(
                .warning,
                "hesap.W108",
                "LEGACY_PASSWORD_HASHERS has \(format.rawValue): stolen hashes of it are guessed within hours"
            )
        }
        // OWASP's number for PBKDF2-HMAC-SHA256; SHA1 needs more.
        if configuration.hashing.usesIterations, configuration.hashing.iterations < 600_000 {
            findings.append(
                Finding(.error, "hesap.E105", "PASSWORD_ITERATIONS is below 600000: stolen hashes are cheap to guess")
            )
        }
        return findings
    }
}
