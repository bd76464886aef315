import ArgumentParser
import HesapDomain
import HesapSQL

struct MigrateCommand: LaunchedCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Bring the database to this program's schema. Does nothing when it is there already."
    )

    @Flag(help: "Also make the index hesap_user_email on the user table, without which each sign-in reads all users.")
    var emailIndex = false

    func run(_ launch: Launch) async throws {
        try launch.bootstrapLogging()
        let stores = try Stores(try launch.database(), mayCreate: true)
        do {
            let state = try await stores.migrate(emailIndex: emailIndex, at: Effects.system.now())
            await stores.close()
            guard state.differences.isEmpty else {
                let list = state.differences.map(\.description).joined(separator: "; ")
                throw CommandFault("the database does not fit, nothing was changed: \(list)")
            }
            for step in state.steps { StandardStream.output.writeLine("applied: \(step)") }
            if state.steps.isEmpty { StandardStream.output.writeLine("nothing to do") }
        } catch {
            await stores.close()
            throw error
        }
    }
}
