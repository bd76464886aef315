import HesapDomain
import HesapPostgres
import ServiceLifecycle

/// Looks at the settings as soon as PostgreSQL says that another process stored some.
///
/// The regular look stays: where a pooler swallows notices, it alone keeps the promise of one second.
struct SettingsNotices: Service, CustomStringConvertible {
    let notices: PostgresNotices
    let settings: LiveSettings

    var description: String { "settings notices" }

    func run() async throws {
        for await _ in notices.changes().cancelOnGracefulShutdown() {
            await settings.refresh()
        }
    }
}
