import Foundation
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

    @Test("docs/features/pages.md names everything that the templates use, and nothing else")
    func documented() throws {
        // Known to the templates and used by none of ours.
        #expect(try Self.documentedNames() == Self.usedNames.union(["currency"]))
    }

    /// In the second column of the table.
    private static func documentedNames() throws -> Set<String> {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        let page = String(decoding: try Data(contentsOf: root.appending(path: "docs/features/pages.md")), as: UTF8.self)
        let start = try #require(page.firstRange(of: "### What a template may use")).upperBound
        let section = try #require(page[start...].split(separator: "\n#").first)
        let cells = section.split(separator: "\n").filter { $0.hasPrefix("| ") }
            .map { $0.split(separator: "|").dropFirst().joined() }
        return Set(cells.flatMap { $0.matches(of: #/`([a-z_]+)`/#).map { String($0.1) } })
    }

    private static var usedNames: Set<String> {
        let local: Set<PageTemplate> = [.mailbox, .mailboxMail]
        let tags = PageTemplate.allCases.filter { !local.contains($0) }.flatMap { template in
            template.source.matches(of: #/\{\{[#^\/]?([a-z_0-9.]+)\}\}/#).map { $0.1.split(separator: ".") }
        }
        // Of `t.…` the rest is a text's, and of `fields.email.value` the field's own name is the API's.
        let names = tags.flatMap { tag in
            switch tag.first {
            case "t": tag.prefix(1)
            case "fields": tag.prefix(1) + tag.dropFirst(2)
            default: tag[...]
            }
        }
        return Set(names.map(String.init))
    }

    /// Plural forms are one text.
    private static func base(_ key: String) -> String {
        let forms = ["_zero", "_one", "_two", "_few", "_many", "_other"]
        guard let form = forms.first(where: { key.hasSuffix($0) }) else { return key }
        let base = String(key.dropLast(form.count))
        return Catalogue.of(.english).variables(in: .pages)["\(base)_other"]?.contains("count") == true ? base : key
    }
}
