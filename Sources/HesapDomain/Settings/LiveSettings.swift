import Logging
import Synchronization

/// The settings in effect in this process, followed in the database while it runs.
package final class LiveSettings: Sendable {
    private let store: any SettingsStore
    private let settings: Mutex<DynamicSettings>

    /// - Throws: `SettingError` when what is stored does not parse; the server must not start on it.
    package init(store: any SettingsStore) async throws {
        self.store = store
        settings = Mutex(try DynamicSettings(try await store.load()))
    }

    package var current: DynamicSettings { settings.withLock { $0 } }

    /// Takes over what another process stored.
    ///
    /// Called twice a second, so a change is in effect within one.
    ///
    /// Values that do not parse (somebody wrote the table by hand) leave the old ones in effect.
    package func refresh() async {
        do {
            guard try await store.version() != current.version else { return }
            let fresh = try DynamicSettings(try await store.load())
            settings.withLock { $0 = fresh }
            Logger.current.info("settings changed", metadata: ["version": "\(fresh.version)"])
        } catch {
            Logger.current.error("settings could not be refreshed", metadata: ["reason": "\(error)"])
        }
    }
}
