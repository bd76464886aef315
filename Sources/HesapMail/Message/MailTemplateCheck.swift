package import HesapTexts

extension MailComposer {
    /// Whether a shop's templates can be used, before any mail needs them.
    ///
    /// - Throws: `TemplateFault` naming the first that cannot.
    package static func check(_ overrides: TemplateFolder) throws(TemplateFault) {
        _ = try MailTemplates(overrides: overrides)
    }
}
