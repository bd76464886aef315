import ArgumentParser
import HesapDomain

struct SessionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sessions",
        abstract: "Look after sessions.",
        subcommands: [Purge.self]
    )

    struct Purge: LaunchedCommand {
        static let configuration = CommandConfiguration(
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
