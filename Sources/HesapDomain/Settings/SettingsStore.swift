package import DjangoCompat

/// Where dynamic settings live, with every value they ever had.
///
/// Every engine passes `SettingsStoreContract`.
package protocol SettingsStore: Sendable {
    /// What is stored now. Keys that were never set are absent; their defaults are the program's.
    func load() async throws(Outage) -> StoredSettings

    /// The number of the last change, 0 before the first. Cheap: asked twice a second by every server.
    func version() async throws(Outage) -> Int64

    /// Writes all changes as one version, if `expected` is still the last one.
    ///
    /// - Returns: the new version, or nil when somebody else changed a setting meanwhile.
    func write(
        _ changes: [SettingChange],
        expected: Int64,
        by author: String,
        at now: Timestamp
    ) async throws(Outage) -> Int64?

    /// Changes in the order they were made, of one key or of all.
    func history(of key: String?) async throws(Outage) -> [SettingRecord]
}

package struct StoredSettings: Sendable, Equatable {
    package let version: Int64
    package let values: [String: JSONValue]

    package init(version: Int64, values: [String: JSONValue]) {
        self.version = version
        self.values = values
    }
}

package struct SettingChange: Sendable, Equatable {
    package let key: String
    /// Nil goes back to the default.
    package let value: JSONValue?

    package init(key: String, value: JSONValue?) {
        self.key = key
        self.value = value
    }
}

package struct SettingRecord: Sendable, Equatable {
    package let version: Int64
    package let key: String
    package let value: JSONValue?
    package let author: String
    package let at: Timestamp

    package init(version: Int64, key: String, value: JSONValue?, author: String, at: Timestamp) {
        self.version = version
        self.key = key
        self.value = value
        self.author = author
        self.at = at
    }
}
