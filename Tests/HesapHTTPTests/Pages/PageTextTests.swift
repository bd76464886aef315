import HesapDomain
import HesapTexts
import Testing

@testable import HesapHTTP

@Suite("Texts of the pages")
struct PageTextTests {
    /// What the program asks the catalogue for itself, apart from `{{t.…}}` in templates.
    private static let asked: Set<String> = {
        let changes = AnonymizationChange.Field.allCases.map { "field_\($0.rawValue)" }
        let fates = AnonymizationChange.Fate.allCases.map { "becomes_\($0.rawValue)" }
        let types = UserType.allCases.filter { $0 != .anonymized }.map { "type_\($0.rawValue)" }
        let errors = ErrorPage.kinds.flatMap { ["error_\($0)_title", "error_\($0)_text"] }
        let pages: [PageTemplate] = [
            .login, .register, .registerDone, .passwordReset, .passwordResetDone, .resetConfirm, .resetInvalid,
            .account, .profile, .sessions, .anonymize, .passwordChange, .passwordSet,
        ]
        let fields = ["old_password", "new_password1", "new_password2", "currency_code", "confirm"]
        return Set(
            changes + fates + types + errors + pages.map { "\($0.rawValue)_title" } + fields.map { "field_\($0)" }
                + Notice.allCases.map(\.key) + Gender.allCases.map(\.key) + [
                    "language_name", "gender_none", "greeting", "sessions_text", "value_yes", "value_no",
                    "value_hidden", "value_entries", "anonymize_sessions", "anonymize_passwords", "anonymize_mails",
                    "error_throttled_seconds", "error_throttled_minutes",
                ]
        )
    }()

    @Test("no text is missing and none is unused")
    func complete() {
        let shown = PageTemplate.allCases.flatMap { template in
            template.source.matches(of: #/\bt\.([a-z0-9_]+)/#).map { String($0.1) }
        }
        let wanted = Set(shown).union(Self.asked)
        let written = Set(Catalogue.of(.english).variables(in: .pages).keys.map(Self.base))
        #expect(wanted.subtracting(written).sorted() == [], "missing")
        #expect(written.subtracting(wanted).sorted() == [], "unused")
    }

    @Test("a text in a template needs no variable, so that none is shown as {{name}}")
    func plain() {
        let plain = Catalogue.of(.english).plainTexts(in: .pages)
        for template in PageTemplate.allCases {
            for key in template.source.matches(of: #/\bt\.([a-z0-9_]+)/#).map({ String($0.1) }) {
                #expect(plain[key] != nil, "\(template.rawValue): \(key)")
            }
        }
    }

    @Test(
        "no template leaves a value unescaped, and none has a script or style in it",
        arguments: PageTemplate.allCases
    )
    func strict(_ template: PageTemplate) {
        #expect(!template.source.contains("{{{") && !template.source.contains("{{&"))
        #expect(template.source.firstMatch(of: #/\son[a-z]+=|style=|<style|javascript:/#) == nil)
    }

    /// Plural forms are one text.
    private static func base(_ key: String) -> String {
        let forms = ["_zero", "_one", "_two", "_few", "_many", "_other"]
        guard let form = forms.first(where: { key.hasSuffix($0) }) else { return key }
        let base = String(key.dropLast(form.count))
        return Catalogue.of(.english).variables(in: .pages)["\(base)_other"]?.contains("count") == true ? base : key
    }
}
