import HesapMail

/// How mail leaves, and who it is from.
struct MailConfiguration: Sendable {
    static let url = Setting<MailURL>.text(
        "MAIL_URL",
        "console:, file:DIRECTORY, smtp://USER:PASSWORD@HOST:PORT or smtps://…",
        default: .written("console:"),
        isSecret: true,
        help:
            "console: writes mails to standard output, file:DIRECTORY one .eml file each, the others send them. Ports: "
            + "465 for smtps, else 587 with a user and 25 without. ?starttls=required, optional or off; "
            + "ca=/FILE.pem; timeout=SECONDS. In USER and PASSWORD special characters are percent-encoded."
    ) { text throws(SettingRefusal) in
        do throws(MailURL.Refusal) {
            return try MailURL(text)
        } catch {
            throw SettingRefusal(error.reason)
        }
    }
    static let from = Setting<Mailbox>.choice(
        "MAIL_FROM",
        "an address, or NAME <ADDRESS>",
        default: .written("webmaster@localhost"),
        help: "The sender of every mail, with the shop's name. As Django's DEFAULT_FROM_EMAIL.",
        parse: { Mailbox($0)?.withASCIIDomain }
    )
    static let settings = [url.description, from.description]

    let url: MailURL
    let from: Mailbox

    init(_ source: SettingsSource) throws(SettingFault) {
        url = try source.read(Self.url)
        from = try source.read(Self.from)
    }
}
