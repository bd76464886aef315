import HesapDomain
import HesapHTTP
import HesapMail
import HesapTexts

extension Wiring {
    func deliverMail() throws -> DeliverMail {
        DeliverMail(
            outbox: stores.outbox,
            transport: try mailTransport(),
            accounts: stores.accounts,
            effects: effects
        )
    }

    /// What the local mailbox shows; nil where mail is real or others than this machine can reach the shop.
    var sentMails: (any SentMails)? {
        guard configuration.isLocal else { return nil }
        return switch configuration.mail.url {
        case .console: writtenMails
        case .file(let directory): SentMailFolder(directory: directory)
        case .smtp: nil
        }
    }

    private func mailTransport() throws -> any MailTransport {
        let outgoing = OutgoingMail(
            prepare: PrepareMail(accounts: stores.accounts, links: resetLinks, settings: settings),
            composer: try mailComposer()
        )
        do throws(MailFailure) {
            switch configuration.mail.url {
            case .console: return ConsoleTransport(outgoing, memory: writtenMails)
            case .file(let directory): return try FileTransport(outgoing, directory: directory, effects: effects)
            case .smtp(let server): return try SMTPTransport(outgoing, server: server)
            }
        } catch {
            throw CommandFault("MAIL_URL: \(error.reason)")
        }
    }

    private func mailComposer() throws(CommandFault) -> MailComposer {
        let look = configuration.pages.look
        let accent = look.accent ?? .standard
        do throws(TemplateFault) {
            return try MailComposer(
                from: configuration.mail.from,
                look: MailLook(shopName: look.name, accent: accent.hex, textOnAccent: accent.ink.hex),
                overrides: configuration.pages.templates,
                effects: effects
            )
        } catch {
            throw CommandFault("TEMPLATES_DIR: \(error)")
        }
    }
}
