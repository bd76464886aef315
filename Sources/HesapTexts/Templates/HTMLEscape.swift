import Mustache

/// Tells the template library how values are escaped.
///
/// Its own HTML type goes by `Character`: a quote and a combining mark behind it are one, which it does not know, so
/// `"` followed by U+0338 would end an attribute.
struct HTMLEscape: MustacheContentType {
    static let name = "HESAP_HTML"
    static let isRegistered: Bool = {
        MustacheContentTypes.register(HTMLEscape(), named: name)
        return true
    }()

    func escapeText(_ text: String) -> String { HTMLText.escaped(text) }
}

/// Text that stands in markup or in an attribute with quotes, escaped by Unicode scalars.
package enum HTMLText {
    package static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: Self.isSpecial) else { return text }
        return text.unicodeScalars.reduce(into: "") { escaped, scalar in
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#x27;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"): true
        default: false
        }
    }
}
