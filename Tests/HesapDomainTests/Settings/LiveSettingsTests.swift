import DjangoCompat
import HesapDomain
import HesapTestKit
import Testing

@Suite("Settings while the server runs")
struct LiveSettingsTests {
    private let shop = InMemoryShop()

    private func store(_ key: String, _ value: JSONValue?) async throws {
        let version = try await shop.settingsStore.version()
        let change = SettingChange(key: key, value: value)
        let written = try await shop.settingsStore.write(
            [change],
            expected: version,
            by: "another process",
            at: FrozenClock.start
        )
        #expect(written != nil)
    }

    @Test("what another process stored is in effect after a refresh, and not before")
    func refresh() async throws {
        let live = try await LiveSettings(store: shop.settingsStore)
        try await store("READ_CURRENCY_FROM_HEADER", .bool(true))
        let taken = live.current
        #expect(!taken.readCurrencyFromHeader)
        await live.refresh()
        #expect(live.current.readCurrencyFromHeader)
        #expect(live.current.version == 1)
        #expect(!taken.readCurrencyFromHeader, "a request that runs keeps the set it began with")
    }

    @Test("without a change a refresh asks for the version only")
    func cheap() async throws {
        try await store("LANGUAGE_CODE", .string("en"))
        let live = try await LiveSettings(store: shop.settingsStore)
        let before = shop.calls(of: .settingsStore)
        await live.refresh()
        #expect(shop.calls(of: .settingsStore) == before + 1)
        #expect(live.current.languageCode == .english)
    }

    @Test(
        "values that somebody wrote by hand and that do not parse leave the old ones in effect",
        arguments: [("PASSWORD_HISTORY_LENGTH", JSONValue.string("many")), ("NO_SUCH_SETTING", .null)]
    )
    func badData(key: String, value: JSONValue) async throws {
        try await store("LANGUAGE_CODE", .string("en"))
        let live = try await LiveSettings(store: shop.settingsStore)
        let good = live.current
        try await store(key, value)
        await live.refresh()
        #expect(live.current == good)
        try await store(key, nil)
        await live.refresh()
        #expect(live.current.version == 3, "repaired data is taken over again")
        #expect(live.current.languageCode == .english)
    }

    @Test("a database that is away leaves the old values in effect")
    func outage() async throws {
        let live = try await LiveSettings(store: shop.settingsStore)
        try await store("LANGUAGE_CODE", .string("en"))
        shop.fail(.settingsStore, with: .unavailable(detail: "gone"))
        await live.refresh()
        #expect(live.current == DynamicSettings())
        await live.refresh()
        #expect(live.current.languageCode == .english)
    }

    @Test("the server does not start on values that do not parse")
    func start() async throws {
        try await store("PASSWORD_RESET_TIMEOUT", .integer(0))
        let reason = "must be a whole number from 1 to 31536000"
        await #expect(throws: SettingError(.passwordResetTimeout, reason)) {
            _ = try await LiveSettings(store: shop.settingsStore)
        }
    }
}
