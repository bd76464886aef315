package struct Look: Sendable {
    package init(name: String, url: String, logo: Logo?, accent: AccentColor) {
        self.name = name; self.url = url; self.logo = logo; self.accent = accent
    }
    package struct Logo: Sendable { package let suffix: String; package let type: String; package let bytes: [UInt8] }
    package let name: String
    package let url: String
    package let logo: Logo?
    package let accent: AccentColor
}
package struct AccentColor: Sendable {
    package init() {}; package static let standard = AccentColor(); package var styleSheet: String { "" }
}
