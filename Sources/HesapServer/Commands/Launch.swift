import ArgumentParser
import HesapDomain
import HesapSQL

/// What a command is started with besides its own arguments.
struct Launch: Sendable {
    let flags: CommandLineFlags
    let environment: [String: String]

    /// For commands that only touch the database: they need neither keys nor listeners.
    func database() throws(SettingFault) -> DatabaseConfiguration {
        try DatabaseConfiguration(try source())
    }

    func server() throws(SettingFault) -> ServerConfiguration {
        try ServerConfiguration(try source())
    }

    /// The first thing a command does, since the first log line fixes the handler.
    ///
    /// Commands other than `serve` print their results and log only what went wrong.
    func bootstrapLogging(quiet: Bool = true) throws(SettingFault) {
        let configuration = try LogConfiguration(try source())
        LineLogHandler.bootstrap(quiet ? configuration.atLeastWarning : configuration)
    }

    private func source() throws(SettingFault) -> SettingsSource {
        try SettingsSource(flags: flags, environment: environment)
    }
}

/// A command that does something, as opposed to one that only groups others.
///
/// Each says its name, which ArgumentParser would otherwise ask the runtime for at every start.
protocol LaunchedCommand: ParsableCommand {
    func run(_ launch: Launch) async throws
}

/// Ends a command with one line on standard error and exit code 1.
struct CommandFault: Error, Equatable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension Launch {
    /// Opens the database for one command, refuses it when the schema is not this program's, and closes it.
    func withStores<Result>(_ body: (Stores) async throws -> Result) async throws -> Result {
        try await withStores(on: try database(), body)
    }

    /// The same with everything that a running server has.
    func withWiring<Result>(_ body: (Wiring) async throws -> Result) async throws -> Result {
        let configuration = try server()
        return try await withStores(on: configuration.database) { stores in
            let wiring = try await Wiring(configuration, stores: stores, effects: .system)
            do {
                let result = try await body(wiring)
                await wiring.hashing.shutDown()
                return result
            } catch {
                await wiring.hashing.shutDown()
                throw error
            }
        }
    }

    private func withStores<Result>(
        on configuration: DatabaseConfiguration,
        _ body: (Stores) async throws -> Result
    ) async throws -> Result {
        try bootstrapLogging()
        let stores = try Stores(configuration)
        do {
            try await stores.requireCurrentSchema()
            let result = try await body(stores)
            await stores.close()
            return result
        } catch {
            await stores.close()
            throw error
        }
    }
}

extension Stores {
    func requireCurrentSchema() async throws {
        let state = try await schema()
        guard state.differences.isEmpty else {
            throw CommandFault(
                "the database does not fit: " + state.differences.map(\.description).joined(separator: "; ")
            )
        }
        guard state.steps.isEmpty else {
            throw CommandFault("migrations are pending (\(state.steps.joined(separator: ", "))): run hesap migrate")
        }
    }
}
