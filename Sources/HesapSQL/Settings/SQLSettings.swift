package import HesapDomain
import DjangoCompat

package struct SQLSettings: SettingsStore {
    private let database: any Database

    package init(database: any Database) {
        self.database = database
    }

    package func load() async throws(Outage) -> StoredSettings {
        try await database.read { session throws(Outage) in
            var values: [String: JSONValue] = [:]
            for row in try session.all("SELECT setting_key, value FROM hesap_setting") {
                values[try row.text("setting_key")] = try JSONColumn.decode(row, "value")
            }
            return StoredSettings(version: try Self.version(in: session), values: values)
        }
    }

    package func version() async throws(Outage) -> Int64 {
        try await database.read { session throws(Outage) in
            try Self.version(in: session)
        }
    }

    private static func version(in session: any SQLSession) throws(Outage) -> Int64 {
        try session.first("SELECT max(version) AS version FROM hesap_setting_version")?
            .optionalInteger("version") ?? 0
    }

    package func write(
        _ changes: [SettingChange],
        expected: Int64,
        by author: String,
        at now: Timestamp
    ) async throws(Outage) -> Int64? {
        let announcement = database.dialect.announceSettings
        return try await database.write { session throws(Outage) in
            guard try Self.version(in: session) == expected else { return nil }
            let version = expected + 1
            // The unique number is what keeps two writers apart on an engine with several.
            let isOurs = try session.run(
                """
                INSERT INTO hesap_setting_version (version, author, at) VALUES (\(version), \(author), \(now))
                ON CONFLICT (version) DO NOTHING
                """
            )
            guard isOurs == 1 else { return nil }
            for (position, change) in changes.enumerated() {
                try Self.write(change, position: position, version: version, in: session)
            }
            if let announcement { _ = try session.all(announcement) }
            return version
        }
    }

    private static func write(
        _ change: SettingChange,
        position: Int,
        version: Int64,
        in session: any SQLSession
    ) throws(Outage) {
        let value = change.value.map { JSONColumn.encode($0) }
        try session.run(
            """
            INSERT INTO hesap_setting_history (version, position, setting_key, value)
            VALUES (\(version), \(position), \(change.key), \(value))
            """
        )
        guard let value else {
            try session.run("DELETE FROM hesap_setting WHERE setting_key = \(change.key)")
            return
        }
        try session.run(
            """
            INSERT INTO hesap_setting (setting_key, value) VALUES (\(change.key), \(value))
            ON CONFLICT (setting_key) DO UPDATE SET value = excluded.value
            """
        )
    }

    package func history(of key: String?) async throws(Outage) -> [SettingRecord] {
        try await database.read { session throws(Outage) in
            let filter = key?.sqlValue ?? .null
            let rows = try session.all(
                """
                SELECT v.version, v.author, v.at, h.setting_key, h.value
                FROM hesap_setting_history h JOIN hesap_setting_version v ON v.version = h.version
                WHERE coalesce(\(filter), h.setting_key) = h.setting_key ORDER BY v.version, h.position
                """
            )
            var records: [SettingRecord] = []
            for row in rows {
                let isSet = try row.optionalText("value") != nil
                records.append(
                    SettingRecord(
                        version: try row.integer("version"),
                        key: try row.text("setting_key"),
                        value: isSet ? try JSONColumn.decode(row, "value") : nil,
                        author: try row.text("author"),
                        at: try row.timestamp("at")
                    )
                )
            }
            return records
        }
    }
}
