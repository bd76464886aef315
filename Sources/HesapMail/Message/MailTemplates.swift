import HesapDomain
import Mustache

/// The texts, one file per kind and language in `Templates/`, compiled into the program.
struct MailTemplates: Sendable {
    private let templates: [Key: Template]

    struct Template: Sendable {
        let subject: MustacheTemplate
        let text: MustacheTemplate
    }

    private struct Key: Hashable {
        let kind: Mail.Kind
        let language: LanguageCode
    }

    init() throws(MailTemplateFault) {
        var templates: [Key: Template] = [:]
        for kind in Mail.Kind.allCases {
            for language in LanguageCode.translated {
                let source = String(decoding: Self.source(of: kind, in: language), as: UTF8.self)
                templates[Key(kind: kind, language: language)] = try Template(source, kind)
            }
        }
        self.templates = templates
    }

    /// In the language's primary tag, else in English.
    func template(_ kind: Mail.Kind, _ language: LanguageCode) -> (Template, LanguageCode)? {
        for candidate in [language.primary, .english] {
            if let found = templates[Key(kind: kind, language: candidate)] { return (found, candidate) }
        }
        return nil
    }

    private static func source(of kind: Mail.Kind, in language: LanguageCode) -> [UInt8] {
        typealias Texts = PackageResources
        let isTurkish = language == .turkish
        return switch kind {
        case .passwordReset: isTurkish ? Texts.password_reset_tr_mustache : Texts.password_reset_en_mustache
        case .passwordChanged: isTurkish ? Texts.password_changed_tr_mustache : Texts.password_changed_en_mustache
        case .welcome: isTurkish ? Texts.welcome_tr_mustache : Texts.welcome_en_mustache
        case .addressRegistered: isTurkish ? Texts.address_registered_tr_mustache : Texts.address_registered_en_mustache
        case .accountAnonymized:
            isTurkish ? Texts.account_anonymized_tr_mustache : Texts.account_anonymized_en_mustache
        }
    }
}

extension MailTemplates.Template {
    /// The first line is the subject, an empty one follows, the rest is the text.
    fileprivate init(_ source: String, _ kind: Mail.Kind) throws(MailTemplateFault) {
        let parts = source.split(separator: "\n\n", maxSplits: 1)
        guard parts.count == 2, parts[0].hasPrefix("Subject: ") else { throw MailTemplateFault(kind: kind) }
        do {
            subject = try MustacheTemplate(string: Self.plain(parts[0].dropFirst("Subject: ".count)))
            text = try MustacheTemplate(string: Self.plain(parts[1]))
        } catch {
            throw MailTemplateFault(kind: kind)
        }
    }

    /// Mustache escapes for HTML unless it is told that the output is none.
    private static func plain(_ source: Substring) -> String {
        "{{% CONTENT_TYPE:TEXT}}" + source
    }
}

/// A template of the program itself is broken.
///
/// Found at start, never while mail waits.
package struct MailTemplateFault: Error, CustomStringConvertible {
    let kind: Mail.Kind

    package var description: String { "mail template \(kind.rawValue) is broken" }
}
