package import DjangoCompat

/// Changes settings, all checks first: what is stored is always a set of values that fit each other.
package struct SettingsEditor: Sendable {
    package enum Failure: Error, Sendable, Equatable {
        case refused(SettingError)
        /// There is no change of that number to go back to.
        case unknownVersion(Int64)
        /// Others kept changing settings; nothing was written.
        case conflict
        case outage(Outage)
    }

    private let store: any SettingsStore
    private let effects: Effects

    package init(store: any SettingsStore, effects: Effects) {
        self.store = store
        self.effects = effects
    }

    package func set(_ key: SettingKey, to value: JSONValue, by author: String) async throws(Failure) -> DynamicSettings
    {
        try await write(by: author) { _ throws(Failure) in [SettingChange(key: key.rawValue, value: value)] }
    }

    package func unset(_ key: SettingKey, by author: String) async throws(Failure) -> DynamicSettings {
        try await write(by: author) { _ throws(Failure) in [SettingChange(key: key.rawValue, value: nil)] }
    }

    /// Makes every setting what it was right after change `version`, as a new change.
    package func rollback(to version: Int64, by author: String) async throws(Failure) -> DynamicSettings {
        let records = try await history()
        guard version == 0 || records.contains(where: { $0.version == version }) else {
            throw .unknownVersion(version)
        }
        let then = Self.values(of: records.filter { $0.version <= version })
        return try await write(by: author) { stored throws(Failure) in
            let keys = Set(stored.values.keys).union(then.keys).sorted()
            return keys.filter { stored.values[$0] != then[$0] }.map { SettingChange(key: $0, value: then[$0]) }
        }
    }

    private func history() async throws(Failure) -> [SettingRecord] {
        do {
            return try await store.history(of: nil)
        } catch {
            throw .outage(error)
        }
    }

    private static func values(of records: [SettingRecord]) -> [String: JSONValue] {
        records.reduce(into: [:]) { $0[$1.key] = $1.value }
    }

    /// Reads, changes, checks and writes, again when somebody else wrote in between.
    private func write(
        by author: String,
        _ changes: (StoredSettings) throws(Failure) -> [SettingChange]
    ) async throws(Failure) -> DynamicSettings {
        for _ in 0..<10 {
            do {
                let stored = try await store.load()
                let wanted = try changes(stored)
                let checked = try DynamicSettings(stored.applying(wanted))
                guard !wanted.isEmpty else { return checked }
                let version = try await store.write(wanted, expected: stored.version, by: author, at: effects.now())
                guard let version else { continue }
                var settings = checked
                settings.version = version
                return settings
            } catch let error as SettingError {
                throw .refused(error)
            } catch let error as Outage {
                throw .outage(error)
            } catch let error as Failure {
                throw error
            } catch {
                throw .outage(.fault(detail: "unexpected error while writing settings"))
            }
        }
        throw .conflict
    }
}

extension StoredSettings {
    fileprivate func applying(_ changes: [SettingChange]) -> StoredSettings {
        StoredSettings(version: version, values: changes.reduce(into: values) { $0[$1.key] = $1.value })
    }
}
