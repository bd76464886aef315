import DjangoCompat
import HTTPTypes
import HesapDomain

/// The cookies of a request.
///
/// Of two cookies with one name the last counts, as in Django.
struct Cookies: Sendable {
    /// Two names of the session, the CSRF token and a language.
    private static let usualCount = 4

    private let pairs: [(name: String, value: String)]

    init(_ headers: [String]) {
        var pairs: [(name: String, value: String)] = []
        pairs.reserveCapacity(Self.usualCount)
        for header in headers {
            var rest = Array(header.utf8)[...]
            while !rest.isEmpty {
                let part = rest.prefix { $0 != UInt8(ascii: ";") }
                rest = rest[part.endIndex...].dropFirst()
                guard let equals = part.firstIndex(of: UInt8(ascii: "=")) else { continue }
                let value = part[(equals + 1)...].trimmed.unquoted
                pairs.append((Self.text(part[..<equals].trimmed), Self.text(value)))
            }
        }
        self.pairs = pairs
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    /// The value of the cookie whose name has the very bytes of `name`.
    ///
    /// For Swift's `==` the Kelvin sign is a `K`, and a cookie could stand in for another.
    subscript(name: String) -> String? {
        pairs.last { $0.name.utf8.count == name.utf8.count && $0.name.utf8.elementsEqual(name.utf8) }?.value
    }
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
    private static let yearAge: Int64 = 31_449_600

    let configuration: HTTPConfiguration
    /// Without `HttpOnly`: some cookies are for scripts.
    private let yearAttributes: String
    private let sessionAttributes: String
    /// With the age that nearly every session has.
    private let standardAttributes: String

    init(configuration: HTTPConfiguration) {
        self.configuration = configuration
        let attributes =
            "; SameSite=\(configuration.sameSite.rawValue)" + (configuration.cookiesSecure ? "; Secure" : "")
        yearAttributes = Self.age(Self.yearAge) + "; Path=/" + attributes
        sessionAttributes = "; Path=/; HttpOnly" + attributes
        standardAttributes = Self.age(configuration.sessionCookieAge) + sessionAttributes
    }

    private static func age(_ seconds: Int64) -> String { "; Max-Age=\(seconds)" }

    /// The session id under every configured name; without an age the browser forgets it when it is closed.
    func session(_ key: String, maxAge: Int64?, in headers: inout HTTPFields) {
        let isStandard = maxAge == configuration.sessionCookieAge
        let rest = isStandard ? standardAttributes : (maxAge.map(Self.age) ?? "") + sessionAttributes
        for name in configuration.sessionCookieNames { headers.append(Self.field(name, key, rest)) }
    }

    /// Makes the browser forget the session under every configured name.
    func clearedSession(in headers: inout HTTPFields) {
        let rest = "; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0" + sessionAttributes
        for name in configuration.sessionCookieNames { headers.append(Self.field(name, "", rest)) }
    }

    /// Readable by scripts: they copy it into the `X-CSRFToken` header.
    func csrf(_ secret: CSRFSecret, in headers: inout HTTPFields) {
        headers.append(Self.field(configuration.csrfCookieName, secret.text, yearAttributes))
    }

    /// Readable by scripts, as Django's is: it is no secret, and a shop's own pages may want to know it.
    func language(_ language: LanguageCode, in headers: inout HTTPFields) {
        headers.append(Self.field(configuration.languageCookieName, language.tag, yearAttributes))
    }

    private static func field(_ name: String, _ value: String, _ attributes: String) -> HTTPField {
        var cookie = ""
        cookie.reserveCapacity(name.utf8.count + 1 + value.utf8.count + attributes.utf8.count)
        cookie += name
        cookie += "="
        cookie += value
        cookie += attributes
        return HTTPField(name: .setCookie, value: cookie)
    }
}
