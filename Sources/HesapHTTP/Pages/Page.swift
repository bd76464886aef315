import HesapDomain
import Hummingbird

/// What a page shows, read afresh for each visit.
protocol Page: Sendable {
    /// `form` is what was typed and refused; at a first visit there is nothing in it.
    ///
    /// - Throws: `Problem.notAuthenticated` where an account is needed; the visitor is then sent to the sign-in page.
    func answer(to request: Request, in context: ShopContext, _ form: FilledForm) async throws -> PageAnswer
}

enum PageAnswer {
    case page(PageView)
    /// Nothing to see here, for instance a sign-in page for somebody who is signed in.
    case elsewhere(PageDestination)
}

/// A template with the values it shows; what all pages share is added when it is rendered.
struct PageView {
    let template: PageTemplate
    /// The entry of the navigation that is marked as the current page.
    let place: Place?
    /// Whether it shows other documents of ours in frames.
    var hasFrames = false
    /// Instead of the text `TEMPLATE_title`.
    var title: String?
    var values: [String: Any]

    enum Place: String, Sendable {
        case login, register, account, profile, password, sessions, anonymize
    }

    init(_ template: PageTemplate, at place: Place? = nil, _ values: [String: Any] = [:]) {
        self.template = template
        self.place = place
        self.values = values
    }
}

/// Where a browser goes next (post, redirect, get), and what it is told there once.
struct PageDestination: Sendable, Equatable {
    /// Of ours, below the path of `PUBLIC_URL`.
    let path: String
    /// As the browser sees it, for what it gave us itself.
    var isWhole = false
    var notice: Notice?

    init(path: String, notice: Notice? = nil) {
        self.path = path
        self.notice = notice
    }

    init(_ next: LocalPath) {
        path = next.text
        isWhole = true
    }

    static let account = PageDestination(path: "/account/")
    static let login = PageDestination(path: "/account/login/")

    func telling(_ notice: Notice?) -> PageDestination {
        var told = self
        told.notice = notice
        return told
    }
}

/// `GET` of a page.
struct ShowPage: Endpoint {
    let pages: Pages
    let page: any Page

    func respond(to request: Request, in context: ShopContext) async throws -> Response {
        do {
            return try await pages.response(showing: page, to: request, in: context, FilledForm())
        } catch Problem.notAuthenticated {
            return pages.redirectToLogin(from: request)
        }
    }
}

/// A page that needs no data of its own.
struct PlainPage: Page {
    let template: PageTemplate

    func answer(to request: Request, in context: ShopContext, _ form: FilledForm) async throws -> PageAnswer {
        .page(PageView(template))
    }
}
