import HesapDomain
import Hummingbird

struct RegisterPage: Page {
    func answer(to request: Request, in context: ShopContext, _ form: FilledForm) async throws -> PageAnswer {
        guard !context.browser.visit.isSignedIn else { return .elsewhere(.account) }
        let language = context.language
        let fields =
            [PageField("first_name"), PageField("last_name"), PageField("email"), PageField("password")]
            + PageField.personal(Profile(), in: language) + [PageField("confirm")]
        return .page(PageView(.register, at: .register, form.values(fields, in: language)))
    }
}
