import HesapDomain
import HesapTexts

/// The forms of the mails, built in or the shop's own.
///
/// Each kind has `KIND.subject`, `KIND.text` and `KIND.html`; `mail.text` and `mail.html` stand around all of them. A
/// shop may replace each, for all languages or as `NAME.LANGUAGE` for one.
struct MailTemplates: Sendable {
    enum Part: String, CaseIterable {
        case subject, text, html
    }

    private let text: TemplateSet
    private let html: TemplateSet
    private let names: Set<String>

    /// - Throws: `TemplateFault` naming the file that replaces nothing or does not compile.
    init(overrides: TemplateFolder) throws(TemplateFault) {
        let sources = try overrides.replacing(Self.builtIn, in: "mails") { name in
            LanguageCode.translated.map { "\(name).\($0.tag)" }
        }
        names = Set(sources.keys)
        text = try Self.compile(sources.filter { Self.part(of: $0.key) != .html }, .text)
        html = try Self.compile(sources.filter { Self.part(of: $0.key) == .html }, .html)
    }

    /// The part of a mail, in the shop's form for that language if there is one.
    func render(_ name: String, _ part: Part, _ language: LanguageCode, _ context: [String: Any]) -> String {
        let common = "\(name).\(part.rawValue)"
        let own = "\(common).\(language.tag)"
        return (part == .html ? html : text).render(names.contains(own) ? own : common, context)
    }

    private static func compile(
        _ sources: [String: String],
        _ output: TemplateSet.Output
    ) throws(TemplateFault) -> TemplateSet {
        do {
            return try TemplateSet(sources, output: output)
        } catch {
            throw TemplateFault(name: "mails/\(error.name).mustache", reason: error.reason)
        }
    }

    private static func part(of name: String) -> Part? {
        name.split(separator: ".").dropFirst().first.flatMap { Part(rawValue: String($0)) }
    }

    private static var builtIn: [String: String] {
        var sources = [
            "mail.text": PackageResources.mail_text_mustache, "mail.html": PackageResources.mail_html_mustache,
        ]
        .mapValues { source($0) }
        for kind in Mail.Kind.allCases {
            let (text, html) = bodies(of: kind)
            sources["\(kind.rawValue).text"] = source(text)
            sources["\(kind.rawValue).html"] = source(html)
            sources["\(kind.rawValue).subject"] = "{{t.\(kind.rawValue)_subject}}"
        }
        return sources
    }

    /// Without the line feed at the end of a file, which is no line of the mail.
    private static func source(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...], as: UTF8.self)
    }

    private static func bodies(of kind: Mail.Kind) -> (text: [UInt8], html: [UInt8]) {
        typealias Files = PackageResources
        return switch kind {
        case .passwordReset: (Files.password_reset_text_mustache, Files.password_reset_html_mustache)
        case .passwordChanged: (Files.password_changed_text_mustache, Files.password_changed_html_mustache)
        case .welcome: (Files.welcome_text_mustache, Files.welcome_html_mustache)
        case .addressRegistered: (Files.address_registered_text_mustache, Files.address_registered_html_mustache)
        case .accountAnonymized: (Files.account_anonymized_text_mustache, Files.account_anonymized_html_mustache)
        }
    }
}
