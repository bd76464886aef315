import Hummingbird

/// What a request to `/users/reset/{uidb64}/{token}/` carries.
///
/// Django's word `set-password` in the place of the token stands for the one that the first visit left in a cookie.
struct ResetLinkParts: Sendable {
    /// Django's `PasswordResetConfirmView.reset_url_token`.
    private static let placeholder = "set-password"

    let uidb64: String
    let token: String
    let isInCookie: Bool

    init(uidb64: String, token: String, cookie: String?) {
        self.uidb64 = uidb64
        isInCookie = token == Self.placeholder
        self.token = isInCookie ? cookie ?? "" : token
    }

    /// Where the form is, without the token.
    ///
    /// It becomes the path of a cookie, where a `;` of a crafted link would add attributes of its own.
    static func formPath(of uidb64: String) -> String {
        "/users/reset/\(PercentEncoding.encode(uidb64))/\(placeholder)/"
    }
}

extension ShopContext {
    var resetLink: ResetLinkParts {
        ResetLinkParts(
            uidb64: parameter("uidb64") ?? "",
            token: parameter("token") ?? "",
            cookie: browser.cookies[CookieWriter.resetTokenName]
        )
    }
}
