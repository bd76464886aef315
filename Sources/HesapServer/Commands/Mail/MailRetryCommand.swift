import ArgumentParser
import HesapDomain

struct MailRetryCommand: LaunchedCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Make mails due now, as if they had never failed; prints how many. serve sends them."
    )

    @Argument(help: "Ids as hesap mail list prints them.") var ids: [OutboxID] = []
    @Flag(help: "All that were given up.") var dead = false

    func validate() throws {
        guard dead != !ids.isEmpty else { throw ValidationError("give either ids or --dead") }
    }

    func run(_ launch: Launch) async throws {
        try await launch.withStores { stores in
            let choice = dead ? OutboxChoice.allDead : .these(ids)
            let found = try await stores.outbox.retry(choice, at: Effects.system.now())
            StandardStream.output.writeLine(String(found.count))
            if let fault = CommandFault(missing: Set(ids).subtracting(found)) { throw fault }
        }
    }
}
