import HesapDomain
import Hummingbird

/// Signing in; `?next=` leads back to where the visitor came from.
struct LoginPage: Page {
    func answer(to request: Request, in context: ShopContext, _ form: FilledForm) async throws -> PageAnswer {
        // A query that cannot be read, such as an advertiser's `?discount=100%`, must not keep anybody from signing in.
        let asked = form.typed(PageForm.next) ?? (try? Query(request))?[PageForm.next]
        let next = asked.flatMap(LocalPath.init)
        guard !context.browser.visit.isSignedIn else {
            return .elsewhere(next.map { PageDestination($0) } ?? .account)
        }
        var view = PageView(.login, at: .login)
        view.values = form.values([PageField("email"), PageField("password")], in: context.language)
        if let next { view.values["next"] = next.text }
        return .page(view)
    }
}
