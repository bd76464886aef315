import ArgumentParser
import HesapDomain
import Logging
import NIOCore
import NIOPosix

struct ServeCommand: LaunchedCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the server until SIGTERM or SIGINT."
    )

    func run(_ launch: Launch) async throws {
        // Handlers then run on the event loops: each hop to Swift's own threads and back would cost two wake-ups a
        // request. Nothing of ours blocks (docs/decisions/0009-handlers-on-event-loops.md).
        NIOSingletons.unsafeTryInstallSingletonPosixEventLoopGroupAsConcurrencyGlobalExecutor()
        try launch.bootstrapLogging(quiet: false)
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
