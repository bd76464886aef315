import HTTPTypes
import HesapDomain
import Hummingbird

/// The page behind a mailed link.
///
/// As Django's view it takes the token out of the address bar at the first load, where it would stay in the history and
/// be read over a shoulder: it goes on in a cookie, under the path `set-password`. Looking changes nothing, however often
/// a mail scanner does it.
struct ShowResetPage: Endpoint {
    let pages: Pages
    let page: ResetPage
    let cookies: CookieWriter

    func respond(to request: Request, in context: ShopContext) async throws -> Response {
        let link = context.resetLink
        guard !link.isInCookie else {
            return try await pages.response(showing: page, to: request, in: context, FilledForm())
        }
        // A dead token goes too: it may be a good one with a letter missing.
        let token = try await page.isValid(link, context) ? link.token : nil
        let formPath = ResetLinkParts.formPath(of: link.uidb64)
        var response = pages.redirect(to: PageDestination(path: formPath))
        let line = cookies.resetToken(token, path: pages.base + formPath)
        response.headers.append(HTTPField(name: .setCookie, value: line))
        return response
    }
}

struct ResetPage: Page {
    let confirm: ConfirmPasswordReset

    func answer(to request: Request, in context: ShopContext, _ form: FilledForm) async throws -> PageAnswer {
        guard try await isValid(context.resetLink, context) else { return .page(PageView(.resetInvalid)) }
        let fields = [PageField("new_password1"), PageField("new_password2")]
        return .page(PageView(.resetConfirm, form.values(fields, in: context.language)))
    }

    func isValid(_ link: ResetLinkParts, _ context: ShopContext) async throws -> Bool {
        try await confirm.isValid(uidb64: link.uidb64, token: link.token, settings: context.settings)
    }
}
