/// How a shop shows itself on its pages.
package struct Look: Sendable, Equatable {
    package var name: String
    /// Where "back to the shop" leads.
    package var url: String
    package var logo: Logo?
    /// Nil for the style sheet's own.
    package var accent: AccentColor?

    package init(name: String, url: String, logo: Logo? = nil, accent: AccentColor? = nil) {
        self.name = name
        self.url = url
        self.logo = logo
        self.accent = accent
    }

    /// What the style sheet begins with; empty without an accent.
    var styleSheet: String { accent?.styleSheet ?? "" }
}
