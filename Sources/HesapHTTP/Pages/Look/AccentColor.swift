import Glibc

/// A shop's own colour, and the shades of it that people can read.
///
/// Contrast is that of WCAG 2.2: any colour may be configured, and no page gets text below the level AA.
package struct AccentColor: Sendable, Equatable {
    /// Level AA for text of normal size (1.4.3).
    static let textContrast = 4.5
    /// Level AA for what a button is recognized by (1.4.11).
    static let shapeContrast = 3.0

    private let red: UInt8
    private let green: UInt8
    private let blue: UInt8

    /// The blue of `style.css`.
    package static let standard = AccentColor(red: 0x2B, green: 0x4F, blue: 0xC4)
    static let black = AccentColor(red: 0, green: 0, blue: 0)
    static let white = AccentColor(red: 255, green: 255, blue: 255)
    /// The backgrounds of `style.css` on which readable shades have least contrast: the light page, the dark card.
    static let lightBackground = AccentColor(red: 0xF5, green: 0xF6, blue: 0xF8)
    static let darkBackground = AccentColor(red: 0x14, green: 0x16, blue: 0x1A)

    private init(red: UInt8, green: UInt8, blue: UInt8) {
        (self.red, self.green, self.blue) = (red, green, blue)
    }

    /// `#rrggbb`, and nothing else: the text goes into a style sheet.
    package init?(_ text: String) {
        let digits = text.utf8.dropFirst().compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard text.utf8.first == UInt8(ascii: "#"), text.utf8.count == 7, digits.count == 6 else { return nil }
        let bytes = stride(from: 0, to: 6, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
        self.init(red: bytes[0], green: bytes[1], blue: bytes[2])
    }

    /// `#rrggbb` in lower case.
    package var hex: String {
        [red, green, blue].reduce(into: "#") { text, byte in
            text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
    }

    // MARK: Contrast

    /// From 1 for the same colour to 21 for black and white.
    func contrast(with other: AccentColor) -> Double {
        let (darker, lighter) = (min(luminance, other.luminance), max(luminance, other.luminance))
        return (lighter + 0.05) / (darker + 0.05)
    }

    /// Black or white, whichever is easier to read on this colour: one of them always has more than 4.5.
    package var ink: AccentColor {
        contrast(with: .black) > contrast(with: .white) ? .black : .white
    }

    /// This colour, made darker on a light background and lighter on a dark one until the contrast holds.
    func readable(on background: AccentColor, contrast wanted: Double = textContrast) -> AccentColor {
        let goal = background.ink
        let shades = (0...255).lazy.map { mixed(with: goal, share: $0) }
        return shades.first { $0.contrast(with: background) >= wanted } ?? goal
    }

    /// The relative luminance, with the exponents of sRGB.
    private var luminance: Double {
        0.2126 * Self.linear(red) + 0.7152 * Self.linear(green) + 0.0722 * Self.linear(blue)
    }

    private static func linear(_ channel: UInt8) -> Double {
        let value = Double(channel) / 255
        return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }

    /// `share` of 255 parts of the other colour.
    private func mixed(with other: AccentColor, share: Int) -> AccentColor {
        let mix: (UInt8, UInt8) -> UInt8 = { own, its in UInt8((Int(own) * (255 - share) + Int(its) * share) / 255) }
        return AccentColor(red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
    }
}

extension AccentColor {
    /// The colours of one scheme, light or dark.
    struct Scheme: Equatable {
        /// Of a button: the accent itself where it stands out from the page.
        let fill: AccentColor
        /// Of the text on the button.
        let ink: AccentColor
        /// Of links and the mark of focus on the page.
        let text: AccentColor
    }

    func scheme(on background: AccentColor) -> Scheme {
        let fill = readable(on: background, contrast: Self.shapeContrast)
        return Scheme(fill: fill, ink: fill.ink, text: readable(on: background))
    }

    /// For the head of the style sheet: its custom properties in both schemes.
    var styleSheet: String {
        ":root{\(properties(on: .lightBackground))}"
            + "@media (prefers-color-scheme:dark){:root{\(properties(on: .darkBackground))}}"
    }

    private func properties(on background: AccentColor) -> String {
        let scheme = scheme(on: background)
        return "--accent:\(scheme.fill.hex);--on-accent:\(scheme.ink.hex);--accent-text:\(scheme.text.hex)"
    }
}
