package import HesapDomain

package struct InMemorySettingsStore: SettingsStore {
    let shop: InMemoryShop

    package func load() async throws(Outage) -> StoredSettings {
        try shop.transaction(.settingsStore) { rows in
            StoredSettings(
                version: rows.settingsVersion,
                values: rows.settings.reduce(into: [:]) { $0[$1.key] = $1.value }
            )
        }
    }

    package func version() async throws(Outage) -> Int64 {
        try shop.transaction(.settingsStore) { rows in rows.settingsVersion }
    }

    package func write(
        _ changes: [SettingChange],
        expected: Int64,
        by author: String,
        at now: Timestamp
    ) async throws(Outage) -> Int64? {
        try shop.transaction(.settingsStore) { rows in
            guard rows.settingsVersion == expected else { return nil }
            rows.settings += changes.map { change in
                SettingRecord(version: expected + 1, key: change.key, value: change.value, author: author, at: now)
            }
            return expected + 1
        }
    }

    package func history(of key: String?) async throws(Outage) -> [SettingRecord] {
        try shop.transaction(.settingsStore) { rows in rows.settings.filter { key == nil || $0.key == key } }
    }
}

extension ShopRows {
    fileprivate var settingsVersion: Int64 { settings.last?.version ?? 0 }
}
