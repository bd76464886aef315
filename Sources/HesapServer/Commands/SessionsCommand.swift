import ArgumentParser
import HesapDomain

struct SessionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sessions",
        abstract: "Look after sessions.",
        subcommands: [End.self, Purge.self]
    )

    struct End: LaunchedCommand {
        static let configuration = CommandConfiguration(
            commandName: "end",
            abstract: "Sign out one account, or everybody and every guest; prints how many sessions ended."
        )

        @Option(help: "The account's id.") var id: AccountID?
        @Flag(help: "End all sessions there are; guests lose what theirs hold.") var all = false

        func validate() throws {
            guard (id == nil) == all else { throw ValidationError("give either --id or --all") }
        }

        func run(_ launch: Launch) async throws {
            try await launch.withWiring { wiring in
                let ended = try await end(wiring)
                StandardStream.output.writeLine(String(ended))
            }
        }

        private func end(_ wiring: Wiring) async throws -> Int {
            guard let id else { return try await wiring.endSessions().ofEverybody() }
            guard let account = try await wiring.stores.accounts.find(id) else {
                throw CommandFault("no such account")
            }
            return try await wiring.endSessions().ofOne(account)
        }
    }

    struct Purge: LaunchedCommand {
        static let configuration = CommandConfiguration(
            commandName: "purge",
            abstract:
                "Remove expired sessions and throttle counters now; prints how many sessions. serve does it by itself."
        )

        func run(_ launch: Launch) async throws {
            try await launch.withStores { stores in
                let removed = try await Housekeeping(stores: stores, effects: .system)()
                StandardStream.output.writeLine(String(removed))
            }
        }
    }
}
