import DjangoCompat
import HesapDomain
import HesapTexts

/// What somebody typed into a form that was refused, and why.
struct FilledForm: Sendable {
    private let typed: [String: String]
    private let errors: FieldErrors
    private let problem: Message?

    /// A form that nobody has sent yet.
    init() {
        self.init([:], FieldErrors())
    }

    init(_ typed: [String: String], _ errors: FieldErrors, problem: Message? = nil) {
        self.typed = typed
        self.errors = errors
        self.problem = problem
    }

    /// Passwords are never sent back: a page may be kept on a disk.
    init(_ form: Form, _ errors: FieldErrors, problem: Message? = nil) {
        var typed: [String: String] = [:]
        if case .fields(let members, _) = form {
            for member in members where !member.key.contains("password") { typed[member.key] = member.value.string }
        }
        self.init(typed, errors, problem: problem)
    }

    func typed(_ name: String) -> String? { typed[name] }

    private var isSent: Bool { !typed.isEmpty || !errors.isEmpty || problem != nil }

    /// What the templates know of the fields, in the order of the page: `fields`, the list of errors for the top of the
    /// form, and the refusal that belongs to none of them.
    func values(_ fields: [PageField], in language: LanguageCode) -> [String: Any] {
        let names = Set(fields.map(\.name))
        var values: [String: Any] = [
            "fields": Dictionary(uniqueKeysWithValues: fields.map { ($0.name, entry($0, language)) })
        ]
        let texts = Catalogue.of(language)
        let list = fields.flatMap { field in
            messages(field.name, language).map {
                ["field": field.name, "label": texts.text("field_\(field.name)", in: .pages), "message": $0]
            }
        }
        let general =
            errors.entries.filter { !names.contains($0.field) }.flatMap(\.messages) + (problem.map { [$0] } ?? [])
        if !list.isEmpty { values["error_list"] = list }
        if !general.isEmpty { values["problems"] = general.map { $0.text(in: language) } }
        if !list.isEmpty || !general.isEmpty { values["failed"] = true }
        return values
    }

    private func entry(_ field: PageField, _ language: LanguageCode) -> [String: Any] {
        let messages = messages(field.name, language)
        let value = isSent ? typed[field.name] ?? "" : field.value
        var entry: [String: Any] = ["value": value, "checked": value == PageField.ticked]
        if !messages.isEmpty {
            entry["errors"] = messages
            entry["invalid"] = true
        }
        if !field.choices.isEmpty {
            entry["options"] = field.choices.map { choice in
                ["value": choice.value, "label": choice.label, "selected": choice.value == value] as [String: Any]
            }
        }
        return entry
    }

    private func messages(_ name: String, _ language: LanguageCode) -> [String] {
        errors.entries.filter { $0.field == name }.flatMap(\.messages).map { $0.text(in: language) }
    }
}

/// A field of a page's form, with what stands in it before anybody types.
struct PageField: Sendable {
    /// The value of a ticked box.
    static let ticked = "true"

    let name: String
    let value: String
    /// Of a selection list.
    let choices: [Choice]

    struct Choice: Sendable {
        let value: String
        let label: String
    }

    init(_ name: String, _ value: String = "", choices: [Choice] = []) {
        self.name = name
        self.value = value
        self.choices = choices
    }

    init(_ name: String, isTicked: Bool) {
        self.init(name, isTicked ? Self.ticked : "")
    }
}
