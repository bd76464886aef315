import HesapDomain
import Logging
import ServiceLifecycle
import UnixSignals

/// The running server: listeners, the work beside the requests, and the order in which all of it stops.
struct Server: Sendable {
    /// How long accepted requests may take to finish after SIGTERM; orchestrators kill after 30 seconds by default.
    private static let shutdownLimit = Duration.seconds(25)
    /// With the sleep and a query, a change is in effect within a second everywhere.
    private static let settingsPause = Duration.milliseconds(400)
    private static let mailPause = Duration.milliseconds(500)
    /// In this time a busy server does not collect a megabyte of free pages.
    private static let memoryPause = Duration.seconds(60)
    private static let housekeepingPause = Duration.seconds(180)

    let wiring: Wiring

    func run() async throws {
        let logger = Logger(label: "hesap")
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = []
        let tasks = AnsweringTasks(logger: logger)
        for service in try background(tasks) + wiring.listeners(answering: tasks, logger: logger) {
            services.append(.init(service: service))
        }
        var configuration = ServiceGroupConfiguration(
            services: services,
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = Self.shutdownLimit
        try await ServiceGroup(configuration: configuration).run()
    }

    /// In the reverse order of stopping: the database goes last, when nothing can need it.
    private func background(_ tasks: AnsweringTasks) throws -> [any Service] {
        let (stores, settings, effects, hashing) = (wiring.stores, wiring.settings, wiring.effects, wiring.hashing)
        let deliver = try wiring.deliverMail()
        let services: [any Service] = [
            ClosedLast(description: "database") { await stores.close() },
            ClosedLast(description: "password hashing") { await hashing.shutDown() },
            Repeating(description: "settings refresh", pause: Self.settingsPause) { await settings.refresh() },
            Repeating(description: "mail delivery", pause: Self.mailPause) { _ = try await deliver() },
            Repeating(description: "memory", pause: Self.memoryPause) {
                tasks.releaseUnneeded()
                Memory.giveBack()
            },
            Repeating(description: "housekeeping", pause: Self.housekeepingPause) {
                try await Housekeeping(stores: stores, effects: effects)()
            },
            // Finishes what an import that was cut off left undone.
            Repeating(description: "city lists", pause: Self.housekeepingPause) {
                try await stores.cities.prepareSearch()
            },
        ]
        guard let notices = stores.settingsNotices else { return services }
        return services + [SettingsNotices(notices: notices, settings: settings)]
    }
}
