import Configuration

/// What a start-up setting is called and what it means, for `--help`, docs/configuration.md and error lines.
struct SettingDescription: Sendable {
    /// `SECRET_KEY`: as in a configuration file.
    let name: String
    /// What a value looks like, so that "must be …" reads well.
    let type: String
    /// As it would be written, or in words where it depends on other settings.
    let standard: String
    let isSecret: Bool
    let help: String

    var flag: String { "--" + components.joined(separator: "-") }
    var environmentName: String { EnvironmentLayer.prefix + name }
    var components: [String] { name.lowercased().split(separator: "_").map { String($0) } }
}

/// A start-up setting: description, default and parser in one place, read by `SettingsSource`.
struct Setting<Value: Sendable>: Sendable {
    typealias Parse<Input> = @Sendable (Input) throws(SettingRefusal) -> Value

    /// How providers are asked for it.
    enum Form {
        case text, integer, flag, list

        var providerType: ConfigType {
            switch self {
            case .text: .string
            case .integer: .int
            case .flag: .bool
            case .list: .stringArray
            }
        }
    }

    enum Standard {
        /// As it would be written in the environment; goes through the same parser.
        case written(String)
        /// Worked out from other settings by whoever reads it; the words say how.
        case derived(String)
        case required
    }

    let description: SettingDescription
    let form: Form
    let standard: Standard
    let parse: Parse<[String]>

    private init(
        _ name: String,
        type: String,
        form: Form,
        standard: Standard,
        isSecret: Bool,
        help: String,
        parse: @escaping Parse<[String]>
    ) {
        let words =
            switch standard {
            case .written(let text): text.isEmpty ? "empty" : text
            case .derived(let words): words
            case .required: "none: must be set"
            }
        description = SettingDescription(name: name, type: type, standard: words, isSecret: isSecret, help: help)
        self.form = form
        self.standard = standard
        self.parse = parse
    }

    static func text(
        _ name: String,
        _ type: String,
        default standard: Standard,
        isSecret: Bool = false,
        help: String,
        parse: @escaping Parse<String>
    ) -> Setting {
        Setting(name, type: type, form: .text, standard: standard, isSecret: isSecret, help: help) {
            parts throws(SettingRefusal) in
            guard let text = parts.first, !text.isEmpty else { throw SettingRefusal("is empty") }
            return try parse(text)
        }
    }

    /// A value that is refused only for not being a `type`.
    static func choice(
        _ name: String,
        _ type: String,
        default standard: Standard,
        help: String,
        parse: @escaping @Sendable (String) -> Value?
    ) -> Setting {
        text(name, type, default: standard, help: help) { text throws(SettingRefusal) in
            guard let value = parse(text) else { throw SettingRefusal("must be \(type)") }
            return value
        }
    }

    static func list<Element>(
        _ name: String,
        of type: String,
        default standard: Standard,
        isSecret: Bool = false,
        help: String,
        parse: @escaping @Sendable (String) throws(SettingRefusal) -> Element
    ) -> Setting where Value == [Element] {
        let words = "a list of \(type)"
        return Setting(name, type: words, form: .list, standard: standard, isSecret: isSecret, help: help) {
            parts throws(SettingRefusal) in
            var elements: [Element] = []
            for part in parts {
                guard !part.isEmpty else { throw SettingRefusal("has an empty entry") }
                elements.append(try parse(part))
            }
            return elements
        }
    }
}

extension Setting where Value == Int {
    static func integer(_ name: String, in range: ClosedRange<Int>, default standard: Standard, help: String) -> Setting
    {
        let type = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return Setting(name, type: type, form: .integer, standard: standard, isSecret: false, help: help) {
            parts throws(SettingRefusal) in
            guard let number = parts.first.flatMap({ Int($0) }), range.contains(number) else {
                throw SettingRefusal("must be \(type)")
            }
            return number
        }
    }
}

extension Setting where Value == Bool {
    static func flag(_ name: String, default standard: Standard, help: String) -> Setting {
        Setting(name, type: "true or false", form: .flag, standard: standard, isSecret: false, help: help) {
            parts throws(SettingRefusal) in
            guard let flag = parts.first.flatMap({ Bool($0) }) else { throw SettingRefusal("must be true or false") }
            return flag
        }
    }
}

/// Why a value is refused.
///
/// Never repeats the value: it may be a secret that was pasted into the wrong place.
struct SettingRefusal: Error {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}

/// Which setting stops the start, where it stands and why: one line for the operator.
struct SettingFault: Error, Equatable, CustomStringConvertible {
    let place: String
    let reason: String

    var description: String { "\(place): \(reason)" }
}
