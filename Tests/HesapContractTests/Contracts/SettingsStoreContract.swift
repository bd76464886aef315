import DjangoCompat
import HesapDomain
import HesapSQL
import Testing

@Suite("SettingsStore port")
struct SettingsStoreContract {
    @Test("nothing is stored before the first change", arguments: Engine.available)
    func empty(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let stored = try await stores.settings.load()
            #expect(stored == StoredSettings(version: 0, values: [:]))
            #expect(try await stores.settings.version() == 0)
            #expect(try await stores.settings.history(of: nil).isEmpty)
        }
    }

    @Test("changes of one write share a version; taking a value away is one too", arguments: Engine.available)
    func versions(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let rates = JSONValue.object([.init("login", .string("5/min"))])
            let first = [SettingChange(key: "B", value: rates), SettingChange(key: "A", value: .bool(true))]
            #expect(try await stores.settings.write(first, expected: 0, by: "ada", at: .start) == 1)
            let second = [SettingChange(key: "A", value: nil)]
            #expect(try await stores.settings.write(second, expected: 1, by: "grace", at: .start) == 2)
            #expect(try await stores.settings.load() == StoredSettings(version: 2, values: ["B": rates]))
            #expect(try await stores.settings.version() == 2)
            let all = try await stores.settings.history(of: nil)
            #expect(all.map(\.key) == ["B", "A", "A"])
            let ofA = try await stores.settings.history(of: "A")
            #expect(
                ofA == [
                    SettingRecord(version: 1, key: "A", value: .bool(true), author: "ada", at: .start),
                    SettingRecord(version: 2, key: "A", value: nil, author: "grace", at: .start),
                ]
            )
        }
    }

    @Test("a value of JSON null is a value, and is not taken for a missing one", arguments: Engine.available)
    func nullValue(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let change = SettingChange(key: "A", value: .null)
            #expect(try await stores.settings.write([change], expected: 0, by: "ada", at: .start) == 1)
            let stored = try await stores.settings.load()
            #expect(stored.values == ["A": .null])
            #expect(try await stores.settings.history(of: "A").map(\.value) == [.null])
        }
    }

    @Test("of simultaneous writes on one version exactly one wins", arguments: Engine.available)
    func oneWins(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let versions = try await concurrently(20) { number in
                let change = SettingChange(key: "KEY\(number)", value: .bool(true))
                return try await stores.settings.write([change], expected: 0, by: "ada", at: .start)
            }
            #expect(versions.compactMap(\.self) == [1])
            #expect(try await stores.settings.load().values.count == 1)
        }
    }
}
