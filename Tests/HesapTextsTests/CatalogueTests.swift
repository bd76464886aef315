import DjangoCompat
import HesapDomain
import Testing

@testable import HesapTexts

@Suite("Catalogues")
struct CatalogueTests {
    @Test("every language has the same texts with the same variables", arguments: LanguageCode.translated)
    func complete(_ language: LanguageCode) {
        for namespace in Catalogue.Namespace.allCases {
            let expected = Self.texts(.english, namespace)
            let texts = Self.texts(language, namespace)
            #expect(Set(texts.keys) == Set(expected.keys), "\(language.tag).\(namespace.rawValue).json")
            for (key, variables) in texts {
                #expect(variables == expected[key], "\(language.tag).\(namespace.rawValue).json: \(key)")
            }
        }
    }

    @Test("a text that counts has every plural form of its language, and no other", arguments: LanguageCode.translated)
    func plurals(_ language: LanguageCode) {
        let wanted = Set(PluralCategory.categories(of: language).map(\.rawValue))
        for namespace in Catalogue.Namespace.allCases {
            let forms = Catalogue.of(language).variables(in: namespace).keys.compactMap(Self.form)
            for (base, group) in Dictionary(grouping: forms, by: \.base) where Self.isPlural(base, language, namespace)
            {
                #expect(Set(group.map(\.category)) == wanted, "\(language.tag).\(namespace.rawValue).json: \(base)")
            }
        }
    }

    @Test("no text is empty, and none is left in English", arguments: LanguageCode.translated)
    func translated(_ language: LanguageCode) {
        for namespace in Catalogue.Namespace.allCases {
            let english = Catalogue.of(.english).plainTexts(in: namespace)
            for (key, text) in Catalogue.of(language).plainTexts(in: namespace) {
                #expect(!text.isEmpty, "\(key)")
                // One word may be the same in two languages, a sentence is not.
                if language != .english, text.contains(" ") { #expect(text != english[key], "\(language.tag) \(key)") }
            }
        }
    }

    @Test(
        "the plural form follows the number",
        arguments: [
            (LanguageCode.english, 1, "1 second."), (.english, 2, "2 seconds."), (.english, 0, "0 seconds."),
            (.english, 1500, "1,500 seconds."), (.turkish, 1500, "1.500 saniye"),
        ]
    )
    func count(_ language: LanguageCode, _ count: Int, _ expected: String) {
        let text = Catalogue.of(language).text("throttled", in: .errors, ["count": .number(count)])
        #expect(text.contains(expected))
    }

    @Test(
        "Arabic has six forms",
        arguments: [
            (0, PluralCategory.zero), (1, .one), (2, .two), (3, .few), (10, .few), (11, .many), (99, .many),
            (100, .other), (102, .other), (103, .few), (111, .many), (1000, .other),
        ]
    )
    func arabic(_ count: Int, _ category: PluralCategory) {
        #expect(PluralCategory(of: count, in: .arabic) == category)
    }

    @Test("what is filled in is not looked at again")
    func inert() {
        let text = Catalogue.of(.english).text(
            "invalid_language",
            in: .errors,
            ["offered": "{{count}} {{offered}}", "count": "never"]
        )
        #expect(text == "This language is not offered. Choose one of: {{count}} {{offered}}.")
    }

    @Test("a country's variant has its language's texts, an unknown language the English ones")
    func fallback() throws {
        #expect(Catalogue.of(try #require(LanguageCode("de-at"))).language == .german)
        #expect(Catalogue.of(try #require(LanguageCode("fr"))).language == .english)
    }

    /// Plural forms count as one text.
    private static func texts(_ language: LanguageCode, _ namespace: Catalogue.Namespace) -> [String: Set<String>] {
        let all = Catalogue.of(language).variables(in: namespace)
        return all.reduce(into: [:]) { texts, entry in
            let base = form(entry.key)?.base
            let key = base.flatMap { isPlural($0, language, namespace) ? $0 : nil } ?? entry.key
            texts[key] = entry.value.union(key == entry.key ? [] : ["count"]).union(texts[key] ?? [])
        }
    }

    private static func isPlural(_ base: String, _ language: LanguageCode, _ namespace: Catalogue.Namespace) -> Bool {
        Catalogue.of(language).variables(in: namespace)["\(base)_other"]?.contains("count") == true
    }

    private static func form(_ key: String) -> (base: String, category: String)? {
        guard let line = key.lastIndex(of: "_"), PluralCategory(rawValue: String(key[key.index(after: line)...])) != nil
        else { return nil }
        return (String(key[..<line]), String(key[key.index(after: line)...]))
    }
}
