/// A language tag as Django writes them: lower case, `tr`, `en`, `pt-br`.
package struct LanguageCode: Sendable, Hashable {
    package let tag: String

    package init?(_ text: String) {
        let tag = text.lowercased()
        let parts = tag.split(separator: "-", omittingEmptySubsequences: false)
        guard let primary = parts.first, (2...3).contains(primary.utf8.count), tag.utf8.count <= 16 else { return nil }
        guard primary.utf8.allSatisfy({ (97...122).contains($0) }) else { return nil }
        let isTagByte: (UInt8) -> Bool = { (97...122).contains($0) || (48...57).contains($0) }
        guard parts.dropFirst().allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isTagByte) }) else { return nil }
        self.tag = tag
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
