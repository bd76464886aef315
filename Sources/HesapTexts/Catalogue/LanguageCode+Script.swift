package import HesapDomain

extension LanguageCode {
    /// For `dir` in HTML: which way the language is written.
    package var direction: String {
        ["ar", "fa", "he", "ur"].contains(primary.tag) ? "rtl" : "ltr"
    }

    /// The language's name for itself, as a reader looks for it in a list; the tag when Hesap has no texts in it.
    package var nativeName: String {
        Catalogue.of(self).language == primary
            ? Catalogue.of(self).text("language_name", in: .pages) : tag
    }
}
