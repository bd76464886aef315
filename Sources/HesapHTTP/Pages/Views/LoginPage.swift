import HesapDomain
import Hummingbird

/// Signing in; `?next=` leads back to where the visitor came from.
struct LoginPage: Page {
    func answer(to request: Request, in context: ShopContext, _ form: FilledForm) async throws -> PageAnswer {
        let query = try Query(request)
        let next = (form.typed(PageForm.next) ?? query[PageForm.next]).flatMap(LocalPath.init)
        guard context.browser.visit.account == nil else {
            return .elsewhere(next.map { PageDestination($0) } ?? .account)
        }
        var view = PageView(.login, at: .login)
        view.values = form.values([PageField("email"), PageField("password")], in: context.origin.language)
        if let next { view.values["next"] = next.text }
        return .page(view)
    }
}
