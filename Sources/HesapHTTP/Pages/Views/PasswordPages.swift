import DjangoCompat
import HesapDomain
import Hummingbird

struct ForgotPasswordPage: Page {
    func answer(to request: Request, in context: ShopContext, _ form: FilledForm) async throws -> PageAnswer {
        // Somebody who is signed in and has forgotten the password is spared typing the address.
        let email = context.browser.visit.account?.email ?? ""
        return .page(PageView(.passwordReset, form.values([PageField("email", email)], in: context.language)))
    }
}

struct ChangePasswordPage: Page {
    func answer(to request: Request, in context: ShopContext, _ form: FilledForm) async throws -> PageAnswer {
        let (_, account) = try context.signedIn()
        guard account.password.isUsable else { return .elsewhere(PageDestination(path: "/account/password/set/")) }
        let fields = [PageField("old_password"), PageField("new_password1"), PageField("new_password2")]
        return .page(PageView(.passwordChange, at: .password, form.values(fields, in: context.language)))
    }
}

/// For accounts without a usable password.
struct SetPasswordPage: Page {
    func answer(to request: Request, in context: ShopContext, _ form: FilledForm) async throws -> PageAnswer {
        let (_, account) = try context.signedIn()
        guard !account.password.isUsable else { return .elsewhere(PageDestination(path: "/account/password/")) }
        let fields = [PageField("new_password1"), PageField("new_password2")]
        return .page(PageView(.passwordSet, at: .password, form.values(fields, in: context.language)))
    }
}
