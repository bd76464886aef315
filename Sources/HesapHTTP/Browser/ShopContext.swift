import DjangoCompat
import HesapDomain
package import Hummingbird
import NIOCore
import Synchronization

/// One request, as the middlewares complete it step by step.
package struct ShopContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    private let peer: SocketAddress?
    /// Set by `RequestMiddleware`, before anything else looks at the request.
    var facts = RequestFacts.unread
    /// Set by `BrowserMiddleware`, before any endpoint runs; nil where a path has no route.
    var openBrowser: Browser?
    /// Set with the browser: the language of whoever is signed in, if the shop has it.
    var profileLanguage: LanguageCode?
    /// The decoded form of an unsafe request.
    var form = Form.empty

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peer = source.channel.remoteAddress
    }

    /// The address at the other end of the connection; a proxy's, if there is one.
    var peerAddress: String { peer?.ipAddress ?? "unknown" }

    /// Before the cookies were looked at it is an empty one, and what is changed in it is forgotten.
    var browser: Browser { openBrowser ?? .none }
    var settings: DynamicSettings { facts.settings }
    var connection: ClientConnection { facts.connection }
    var cookies: Cookies { facts.cookies }
    var pages: Pages? { facts.pages }
    var pagePath: String? { facts.pagePath }
    /// The language of the answer and of what it mails.
    var language: LanguageCode {
        profileLanguage
            ?? LanguageNegotiation.language(
                cookie: facts.languageCookie,
                accept: facts.acceptLanguage,
                settings: settings
            )
    }
    /// Made when it is asked for: most requests are nobody's who would have to be noted.
    var origin: RequestOrigin {
        let address = connection.forwardedFor ?? peerAddress
        return RequestOrigin(
            address: address,
            // Of IPv4 each address counts by itself.
            network: address.utf8.contains(UInt8(ascii: ":")) ? IPAddress(address)?.network : nil,
            userAgent: UserAgent.printable(facts.userAgent ?? ""),
            requestID: facts.requestID,
            language: language
        )
    }
    /// The client asked for HTML and gets it where there is a page.
    var wantsPage: Bool { MediaPreference.wantsHTML(accept: facts.accept) }
}

/// The header as it may stand in a record that somebody reads.
private enum UserAgent {
    /// At most 200 characters, without those that a terminal would obey.
    static func printable(_ header: String) -> String {
        // Nearly every header as it is: looking at characters costs more than the rest of a small request.
        if header.utf8.count <= 200, header.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return header }
        return String(header.filter { !String($0).containsControlCharacters }.prefix(200))
    }
}

/// What the cookies of one browser stand for during one request: the one mutable thing that endpoints share.
final class Browser: Sendable {
    let cookies: Cookies
    private let state: Mutex<State>

    private struct State {
        var visit: Visit
        var csrf: CSRFSecret?
        var sessionChanged = false
        var csrfChanged = false
        var language: LanguageCode?
    }

    init(visit: Visit, cookies: Cookies, csrf: CSRFSecret?) {
        self.cookies = cookies
        state = Mutex(State(visit: visit, csrf: csrf, sessionChanged: visit.isRenewed))
    }

    static var none: Browser { Browser(visit: .unknown, cookies: Cookies([]), csrf: nil) }

    var visit: Visit { state.withLock { $0.visit } }

    /// Takes over a visit that was stored; the answer then carries its cookies.
    func now(_ visit: Visit) {
        state.withLock {
            $0.visit = visit
            $0.sessionChanged = true
        }
    }

    /// A new CSRF secret, at sign-in: one that was planted before must not work after.
    func rotateCSRF(random: RandomBytes) {
        let secret = CSRFSecret.make(random: random)
        state.withLock {
            $0.csrf = secret
            $0.csrfChanged = true
        }
    }

    /// The secret of this browser, made when there is none; the answer then carries its cookie.
    func csrfSecret(random: RandomBytes) -> CSRFSecret {
        state.withLock { state in
            let secret = state.csrf ?? CSRFSecret.make(random: random)
            state.csrf = secret
            // Django sets the cookie again whenever the token is asked for, so that it does not run out in use.
            state.csrfChanged = true
            return secret
        }
    }

    /// The language of this browser from now on; the answer then carries its cookie.
    func choose(_ language: LanguageCode) {
        state.withLock { $0.language = language }
    }

    var changes: Changes {
        state.withLock { state in
            Changes(
                visit: state.visit,
                session: state.sessionChanged,
                csrf: state.csrfChanged ? state.csrf : nil,
                language: state.language
            )
        }
    }

    /// What the answer has to tell the browser; nil is left alone.
    struct Changes {
        let visit: Visit
        let session: Bool
        let csrf: CSRFSecret?
        let language: LanguageCode?
    }
}
