package import HesapDomain

/// The texts of one language: everything that Hesap says to people in it.
///
/// The files are `Catalogues/LANGUAGE.NAMESPACE.json`, flat objects in the form of i18next (JSON v4), which translation
/// tools know: `{{name}}` marks a variable, and the suffixes `_zero`, `_one`, `_two`, `_few`, `_many` and `_other` are
/// the plural forms of CLDR for the variable `count`.
package struct Catalogue: Sendable {
    package let language: LanguageCode
    private let texts: [Namespace: [String: Pattern]]
    private let plain: [Namespace: [String: String]]

    /// What a text is for; each is a file of its own.
    package enum Namespace: String, Sendable, CaseIterable {
        case errors, pages, mails
    }

    /// The texts in a language's primary tag, else in English.
    package static func of(_ language: LanguageCode) -> Catalogue {
        all[language.primary] ?? english
    }

    private static let english = Catalogue(.english)
    private static let all = Dictionary(uniqueKeysWithValues: LanguageCode.translated.map { ($0, Catalogue($0)) })

    private init(_ language: LanguageCode) {
        self.language = language
        let texts = Dictionary(
            uniqueKeysWithValues: Namespace.allCases.map { ($0, CatalogueFile.patterns(language, $0)) }
        )
        self.texts = texts
        plain = texts.mapValues { $0.filter { $0.value.variables.isEmpty }.mapValues(\.source) }
    }

    /// A text with its variables filled in.
    ///
    /// With the variable `count` the plural form that the language has for that number. A key without a text is returned
    /// itself: a test proves that there is none.
    package func text(_ key: String, in namespace: Namespace, _ variables: TextVariables = [:]) -> String {
        let patterns = texts[namespace] ?? [:]
        guard let pattern = plural(key, variables, patterns) ?? patterns[key] else { return key }
        return pattern.filled(with: variables, in: language)
    }

    /// The texts that need no variables, for templates.
    package func plainTexts(in namespace: Namespace) -> [String: String] {
        plain[namespace] ?? [:]
    }

    /// Every key with the variables of its text, for the test of completeness.
    package func variables(in namespace: Namespace) -> [String: Set<String>] {
        (texts[namespace] ?? [:]).mapValues(\.variables)
    }

    private func plural(_ key: String, _ variables: TextVariables, _ patterns: [String: Pattern]) -> Pattern? {
        guard case .number(let count)? = variables["count"] else { return nil }
        let category = PluralCategory(of: count, in: language)
        return patterns["\(key)_\(category.rawValue)"] ?? patterns["\(key)_\(PluralCategory.other.rawValue)"]
    }
}

/// What is filled in, by name.
package typealias TextVariables = [String: TextVariable]

package enum TextVariable: Sendable, Equatable, ExpressibleByStringLiteral {
    case text(String)
    /// Written in the language's form: `1.000` in Turkish, `1,000` in English.
    case number(Int)

    package init(stringLiteral text: String) {
        self = .text(text)
    }
}
