import HesapTexts

/// Markup that is safe to send: every text in it was escaped when it came in.
struct HTML: Sendable, Equatable {
    let markup: String

    private init(markup: String) {
        self.markup = markup
    }

    static func text(_ raw: String) -> HTML { HTML(markup: HTMLText.escaped(raw)) }

    /// Text in which `…` marks code.
    static func prose(_ raw: String) -> HTML {
        let pieces = raw.split(separator: "`", omittingEmptySubsequences: false).map(String.init)
        return join(pieces.enumerated().map { $0.offset.isMultiple(of: 2) ? text($0.element) : code($0.element) })
    }

    static func code(_ raw: String) -> HTML { HTML(markup: "<code>\(HTMLText.escaped(raw))</code>") }

    /// An element with an end tag.
    ///
    /// Names and attribute names are written in this module, never taken from text.
    static func element(
        _ name: StaticString,
        with attributes: KeyValuePairs<StaticString, String> = [:],
        _ children: [HTML]
    ) -> HTML {
        HTML(markup: open(name, attributes) + join(children).markup + "</\(name)>\n")
    }

    static func element(
        _ name: StaticString,
        with attributes: KeyValuePairs<StaticString, String> = [:],
        _ child: HTML
    ) -> HTML {
        element(name, with: attributes, [child])
    }

    /// An element without end tag.
    static func void(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>) -> HTML {
        HTML(markup: open(name, attributes) + "\n")
    }

    /// A style sheet, byte for byte as it was hashed.
    ///
    /// Escapes mean nothing in there, so it takes a literal only.
    static func style(_ sheet: StaticString) -> HTML { HTML(markup: "<style>\(sheet)</style>\n") }

    static func join(_ parts: [HTML]) -> HTML { HTML(markup: parts.map(\.markup).joined()) }

    static func page(_ root: HTML) -> String { "<!doctype html>\n" + root.markup }

    private static func open(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>) -> String {
        "<\(name)" + attributes.map { #" \#($0.key)="\#(HTMLText.escaped($0.value))""# }.joined() + ">"
    }
}
