import ArgumentParser
import HesapDomain

struct MailDropCommand: LaunchedCommand {
    static let configuration = CommandConfiguration(
        commandName: "drop",
        abstract: "Delete mails for good, waiting ones too; prints how many."
    )

    @Argument(help: "Ids as hesap mail list prints them.") var ids: [OutboxID]

    func run(_ launch: Launch) async throws {
        try await launch.withStores { stores in
            let found = try await stores.outbox.drop(ids)
            StandardStream.output.writeLine(String(found.count))
            if let fault = CommandFault(missing: Set(ids).subtracting(found)) { throw fault }
        }
    }
}
