import HTTPTypes
import HesapDomain

/// The cookies of a request.
///
/// Of two cookies with one name the last counts, as in Django.
struct Cookies: Sendable {
    private let pairs: [(name: String, value: String)]

    init(_ headers: [String]) {
        var pairs: [(name: String, value: String)] = []
        for header in headers {
            for part in Array(header.utf8).split(separator: UInt8(ascii: ";")) {
                guard let equals = part.firstIndex(of: UInt8(ascii: "=")) else { continue }
                let value = part[(equals + 1)...].trimmed.unquoted
                pairs.append((Self.text(part[..<equals].trimmed), Self.text(value)))
            }
        }
        self.pairs = pairs
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    /// By bytes: for Swift's `==` the Kelvin sign is a `K`, and a cookie could stand in for another.
    subscript(name: String) -> String? { pairs.last { $0.name.utf8.elementsEqual(name.utf8) }?.value }
}

extension ArraySlice<UInt8> {
    fileprivate var unquoted: ArraySlice<UInt8> {
        let quote = UInt8(ascii: "\"")
        return count >= 2 && first == quote && last == quote ? dropFirst().dropLast() : self
    }
}

/// Writes `Set-Cookie` as Django does.
struct CookieWriter: Sendable {
    /// Django's `CSRF_COOKIE_AGE`: one year (of 52 weeks), so that a form left open still works.
    ///
    /// A language is forgotten as late; Django's own default, until the browser is closed, would ask again each day.
    private static let yearAge = 31_449_600

    let configuration: HTTPConfiguration
    /// Without `HttpOnly`: some cookies are for scripts.
    private let attributes: String
    private let sessionAttributes: String

    init(configuration: HTTPConfiguration) {
        self.configuration = configuration
        attributes = "; SameSite=\(configuration.sameSite.rawValue)" + (configuration.cookiesSecure ? "; Secure" : "")
        sessionAttributes = "; Path=/; HttpOnly" + attributes
    }

    /// The session id under every configured name; without an age the browser forgets it when it is closed.
    func session(_ key: String, maxAge: Int64?) -> [String] {
        let rest = maxAge.map { "; Max-Age=\($0)" + sessionAttributes } ?? sessionAttributes
        return configuration.sessionCookieNames.map { name in "\(name)=\(key)\(rest)" }
    }

    /// Makes the browser forget the session under every configured name.
    func clearedSession() -> [String] {
        configuration.sessionCookieNames.map { name in
            "\(name)=; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0\(sessionAttributes)"
        }
    }

    /// Readable by scripts: they copy it into the `X-CSRFToken` header.
    func csrf(_ secret: String) -> String {
        "\(configuration.csrfCookieName)=\(secret); Max-Age=\(Self.yearAge); Path=/\(attributes)"
    }

    /// Readable by scripts, as Django's is: it is no secret, and a shop's own pages may want to know it.
    func language(_ language: LanguageCode) -> String {
        "\(configuration.languageCookieName)=\(language.tag); Max-Age=\(Self.yearAge); Path=/\(attributes)"
    }
}
