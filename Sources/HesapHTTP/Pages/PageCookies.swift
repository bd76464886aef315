/// The two small cookies of the pages; scripts cannot read them.
extension CookieWriter {
    static let noticeName = "hesap_notice"
    static let resetTokenName = "hesap_reset"

    /// Long enough for a slow redirect.
    private static let noticeAge = 60
    /// For choosing a password at leisure; the link itself is good for longer.
    private static let resetTokenAge = 3600

    func notice(_ notice: Notice) -> String {
        "\(Self.noticeName)=\(notice.rawValue); Max-Age=\(Self.noticeAge); Path=/" + pageAttributes
    }

    func clearedNotice() -> String {
        "\(Self.noticeName)=; Max-Age=0; Path=/" + pageAttributes
    }

    /// Only for the path of its form, so that no other page and no other link gets it.
    ///
    /// Nil takes away one that an older link left.
    func resetToken(_ token: String?, path: String) -> String {
        let age = token == nil ? 0 : Self.resetTokenAge
        return "\(Self.resetTokenName)=\(token ?? ""); Max-Age=\(age); Path=\(path)" + pageAttributes
    }

    /// Lax whatever is configured: with Strict a link opened from a web mailbox would lose its token on the redirect.
    private var pageAttributes: String {
        "; HttpOnly; SameSite=Lax" + (configuration.cookiesSecure ? "; Secure" : "")
    }
}
