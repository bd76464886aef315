import DjangoCompat
import HesapDomain
import HesapTexts
import Hummingbird

/// What anonymizing would change, and the form that does it.
struct AnonymizePage: Page {
    let preview: AnonymizationPreview

    func answer(to request: Request, in context: ShopContext, _ form: FilledForm) async throws -> PageAnswer {
        let (visit, account) = try context.signedIn()
        let language = context.language
        var view = PageView(.anonymize, at: .anonymize, form.values([PageField("password")], in: language))
        view.values["has_password"] = account.password.isUsable
        guard case .shown(let changes, let counts) = try await preview(in: visit, settings: context.settings) else {
            return .page(view)
        }
        let words = AnonymizationWords(language)
        view.values["enabled"] = true
        view.values["changes"] = changes.map { change in
            ["label": words.label(change.field), "before": words.text(change), "after": words.text(change.fate)]
        }
        view.values["counts"] = words.sentences(counts)
        return .page(view)
    }
}

/// The preview in a reader's words.
struct AnonymizationWords {
    private let texts: Catalogue
    private let format: LocalFormat

    init(_ language: LanguageCode) {
        texts = Catalogue.of(language)
        format = LocalFormat(language)
    }

    func label(_ field: AnonymizationChange.Field) -> String {
        texts.text("field_\(field.rawValue)", in: .pages)
    }

    func text(_ fate: AnonymizationChange.Fate) -> String {
        texts.text("becomes_\(fate.rawValue)", in: .pages)
    }

    func text(_ change: AnonymizationChange) -> String {
        switch change.value {
        case .text(let stored): known(change.field, stored) ?? stored
        case .flag(let flag): texts.text(flag ? "value_yes" : "value_no", in: .pages)
        case .attributes(let object): texts.text("value_entries", in: .pages, ["count": .number(object.memberCount)])
        case .city(let id, let city): city?.name ?? String(id.raw)
        case .hidden: texts.text("value_hidden", in: .pages)
        }
    }

    func sentences(_ counts: AnonymizationCounts) -> [String] {
        [("sessions", counts.sessions), ("passwords", counts.passwords), ("mails", counts.mails)].map { name, count in
            texts.text("anonymize_\(name)", in: .pages, ["count": .number(count)])
        }
    }

    /// Stored words and dates in the reader's language; nil for what the shopper wrote.
    private func known(_ field: AnonymizationChange.Field, _ stored: String) -> String? {
        switch field {
        case .gender: Gender(rawValue: stored).map { texts.text($0.key, in: .pages) }
        case .dateOfBirth: CivilDate(stored).map { format.day($0) }
        case .language: LanguageCode(stored)?.nativeName
        case .userType: texts.text("type_\(stored)", in: .pages)
        default: nil
        }
    }
}

extension JSONValue {
    fileprivate var memberCount: Int {
        guard case .object(let members) = self else { return 0 }
        return members.count
    }
}
