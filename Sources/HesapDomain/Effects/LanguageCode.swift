/// A language tag as Django writes them: lower case, `tr`, `en`, `pt-br`.
package struct LanguageCode: Sendable, Hashable {
    package let tag: String

    package init?(_ text: String) {
        guard text.utf8.count <= 16 else { return nil }
        // Of the part that is being read: the language, two or three letters, or what follows it.
        var (length, lengths) = (0, 2...3)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): length += 1
            case UInt8(ascii: "0")...UInt8(ascii: "9") where lengths != 2...3: length += 1
            case UInt8(ascii: "-") where lengths.contains(length): (length, lengths) = (0, 1...16)
            default: return nil
            }
        }
        guard lengths.contains(length) else { return nil }
        tag = text.lowercased()
    }

    private init(known tag: String) {
        self.tag = tag
    }

    package static let turkish = LanguageCode(known: "tr")
    package static let english = LanguageCode(known: "en")
    package static let german = LanguageCode(known: "de")
    package static let arabic = LanguageCode(known: "ar")

    /// `pt` for `pt-br`: the language to fall back to.
    package var primary: LanguageCode {
        LanguageCode(known: String(tag.prefix { $0 != "-" }))
    }
}

extension LanguageCode {
    /// The languages that Hesap has texts for.
    package static let translated = [LanguageCode.turkish, .english, .german, .arabic]
}
