/// What makes a mail look like the shop's.
package struct MailLook: Sendable, Equatable {
    /// Nil: the name of the sender, else its domain.
    package let shopName: String?
    /// `#rrggbb`, checked by the configuration: it stands in a style, where escaping for HTML does not protect.
    package let accent: String
    /// Readable on the accent, `#rrggbb` as well.
    package let textOnAccent: String

    package init(shopName: String?, accent: String, textOnAccent: String) {
        self.shopName = shopName
        self.accent = accent
        self.textOnAccent = textOnAccent
    }

    /// White on this blue has a contrast of 7.1, more than WCAG's AAA asks for.
    package static let standard = MailLook(shopName: nil, accent: "#1a56a8", textOnAccent: "#ffffff")
}
