import FoundationEssentials
import HesapDomain
import HesapHTTP
import HesapMail
import HesapTexts

/// The shopper's pages: whether there are any, and how the shop shows itself on them.
struct PagesConfiguration: Sendable {
    static let pages = Setting<Bool>.choice(
        "PAGES",
        "on or off",
        default: .written("on"),
        help: "Whether Hesap serves pages for shoppers. Off leaves the API alone.",
        parse: { ["on": true, "off": false][$0.lowercased()] }
    )
    static let shopName = Setting.text(
        "SHOP_NAME",
        "a text of 1 to 100 characters",
        default: .derived("the name in MAIL_FROM, or Hesap"),
        help: "The shop's name on pages and in mails.",
        parse: name
    )
    static let shopURL = Setting.text(
        "SHOP_URL",
        "an address such as https://shop.example/, without ? and #",
        default: .derived("PUBLIC_URL with a slash"),
        help: "Where \"back to the shop\" leads.",
        parse: address
    )
    static let shopLogo = Setting.text(
        "SHOP_LOGO",
        "the path of a .svg, .png, .webp or .jpg file of up to 200 KiB",
        default: .derived("none: the name alone"),
        help: "The picture at the head of the pages. Read when Hesap starts.",
        parse: logo
    )
    static let accentColor = Setting<AccentColor>.choice(
        "ACCENT_COLOR",
        "a colour such as #2b4fc4",
        default: .derived("the style sheet's blue"),
        help: "The colour of buttons and links. Made darker or lighter where it could not be read (WCAG 2.2 AA).",
        parse: { AccentColor($0) }
    )
    static let templatesDirectory = Setting.text(
        "TEMPLATES_DIR",
        "the path of a folder",
        default: .derived("none: the built-in templates"),
        help:
            "Templates of the shop's own, in the place of the built-in ones of the same name. Read when Hesap starts.",
        parse: templates
    )
    static let settings = [
        pages.description, shopName.description, shopURL.description, shopLogo.description, accentColor.description,
        templatesDirectory.description,
    ]

    let isOn: Bool
    let look: Look
    let templates: TemplateFolder

    init(_ source: SettingsSource, site: SiteConfiguration, mail: MailConfiguration) throws(SettingFault) {
        isOn = try source.read(Self.pages)
        let sender = mail.from.name.isEmpty ? "Hesap" : mail.from.name
        look = Look(
            name: try source.readIfSet(Self.shopName) ?? sender,
            url: try source.readIfSet(Self.shopURL) ?? site.publicURL.text + "/",
            logo: try source.readIfSet(Self.shopLogo),
            accent: try source.readIfSet(Self.accentColor)
        )
        templates = try source.readIfSet(Self.templatesDirectory) ?? .none
    }

    @Sendable
    private static func name(_ text: String) throws(SettingRefusal) -> String {
        let name = text.trimmingWhitespace()
        guard (1...100).contains(name.unicodeScalars.count) else {
            throw SettingRefusal("must have 1 to 100 characters")
        }
        guard !name.containsControlCharacters else { throw SettingRefusal("has a control character") }
        return name
    }

    /// An address of the web: `javascript:` in a link would be a script of the page.
    @Sendable
    private static func address(_ text: String) throws(SettingRefusal) -> String {
        guard let url = PublicURL(text) else {
            throw SettingRefusal("must be an address such as https://shop.example/, without ? and #")
        }
        return text.hasSuffix("/") ? url.text + "/" : url.text
    }

    @Sendable
    private static func logo(_ path: String) throws(SettingRefusal) -> Logo {
        let data: Data
        do throws(ShopFile.Refusal) {
            data = try ShopFile.read(path, atMost: Logo.largestSize)
        } catch {
            switch error {
            case .notAFile: throw SettingRefusal("is no file")
            case .tooLarge: throw SettingRefusal("is larger than 200 KiB")
            case .unreadable: throw SettingRefusal("cannot be read")
            }
        }
        do throws(Logo.Refusal) {
            return try Logo(fileName: path, bytes: Array(data))
        } catch {
            throw SettingRefusal(error.reason)
        }
    }

    @Sendable
    private static func templates(_ path: String) throws(SettingRefusal) -> TemplateFolder {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder else {
            throw SettingRefusal("is no folder")
        }
        do throws(TemplateFault) {
            let folder = try TemplateFolder(path: path)
            try folder.requireParts(["pages", "mails"])
            // Here and not first where they are used, so that `hesap check` finds it too.
            try Pages.check(folder)
            try MailComposer.check(folder)
            return folder
        } catch {
            throw SettingRefusal(error.name == path ? error.reason : "\(error.name) \(error.reason)")
        }
    }
}
