import HesapDomain
import HesapHTTP
import HesapTexts
import Hummingbird
import HummingbirdCore
import Logging
import NIOPosix
import ServiceLifecycle

extension Wiring {
    /// The two HTTP listeners: the shoppers' and the operators'.
    func listeners(answering tasks: AnsweringTasks, logger: Logger) throws -> [any Service] {
        let metrics = Metrics()
        let shop = shopRouter(useCases(), configuration: try http(), metrics: metrics)
        let operations = operationsRouter(metrics: metrics, isReady: isReady, gauges: gauges)
        let listen = configuration.listen
        let shoppers = ConnectionLimit(logger: logger) { FileDescriptors.forConnections }
        // Out of the reserve: operators are let in when shoppers have to wait.
        let operators = ConnectionLimit(logger: logger) { 16 }
        return [
            Listener(
                setting: "OPS_HOST, OPS_PORT",
                host: listen.opsHost,
                port: listen.opsPort,
                router: operations,
                limit: operators,
                tasks: tasks,
                logger: logger
            ),
            Listener(
                setting: "HOST, PORT",
                host: listen.host,
                port: listen.port,
                router: shop,
                limit: shoppers,
                tasks: tasks,
                logger: logger
            ),
        ]
    }

    private func http() throws(CommandFault) -> HTTPConfiguration {
        var http = configuration.http
        guard configuration.pages.isOn else { return http }
        do throws(TemplateFault) {
            http.pages = try Pages(
                http,
                look: configuration.pages.look,
                folder: configuration.pages.templates,
                random: effects.random,
                utcOffset: localClock.utcOffset
            )
        } catch {
            throw CommandFault("TEMPLATES_DIR: \(error)")
        }
        return http
    }

    @Sendable
    private func isReady() async -> Bool {
        do {
            _ = try await stores.settings.version()
            return true
        } catch {
            return false
        }
    }

    @Sendable
    private func gauges() async -> [Gauge] {
        let hashes = Gauge(
            "hesap_password_hashes_pending",
            help: "Password hashes that run or wait.",
            value: Double(hashing.pending)
        )
        let version = Gauge(
            "hesap_settings_version",
            help: "Number of the settings change in effect.",
            value: Double(settings.current.version)
        )
        guard let mails = try? await stores.outbox.pending(), let dead = try? await stores.outbox.dead() else {
            return [hashes, version]
        }
        return [
            hashes, version, Gauge("hesap_mails_pending", help: "Mails that wait.", value: Double(mails)),
            Gauge("hesap_mails_dead", help: "Mails that were given up, kept for 30 days.", value: Double(dead)),
        ]
    }
}

/// A listener whose failure names the setting to change.
private struct Listener: Service, CustomStringConvertible {
    private let setting: String
    private let address: String
    private let server: HummingbirdCore.Server<ConnectionChannel>

    var description: String { "listener \(address)" }

    init<Context: RequestContext>(
        setting: String,
        host: String,
        port: Int,
        router: Router<Context>,
        limit: ConnectionLimit,
        tasks: AnsweringTasks,
        logger: Logger
    ) where Context.Source == ApplicationRequestContextSource {
        self.setting = setting
        address = "\(host):\(port)"
        let responder = router.buildResponder()
        server = HummingbirdCore.Server(
            childChannelSetup: ConnectionChannel(
                respond: { request, channel in
                    let context = Context(source: ApplicationRequestContextSource(channel: channel, logger: logger))
                    do {
                        return try await Answer(responder.respond(to: request, context: context))
                    } catch {
                        logger.error("unanswered request", metadata: ["type": "\(type(of: error))"])
                        return .fault
                    }
                },
                tasks: tasks
            ),
            // A burst of shoppers waits in the kernel rather than being turned away.
            configuration: .init(
                address: .hostname(host, port: port),
                backlog: 1024,
                availableConnectionsDelegate: limit
            ),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: logger
        )
    }

    func run() async throws {
        do {
            try await server.run()
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw CommandFault("cannot listen on \(address) (\(setting)): \(error)")
        }
    }
}
