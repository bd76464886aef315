import ArgumentParser
import HesapDomain
import Logging

struct ServeCommand: LaunchedCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the server until SIGTERM or SIGINT."
    )

    func run(_ launch: Launch) async throws {
        try launch.bootstrapLogging(quiet: false)
        FileDescriptors.raiseLimit()
        let configuration = try launch.server()
        let stores = try Stores(configuration.database)
        do {
            try await stores.requireCurrentSchema()
            try await stores.requireWritable()
            try configuration.listen.requireFreePorts()
            let wiring = try await Wiring(configuration, stores: stores, effects: .system)
            try await Server(wiring: wiring).run()
        } catch {
            await stores.close()
            throw error
        }
    }
}
