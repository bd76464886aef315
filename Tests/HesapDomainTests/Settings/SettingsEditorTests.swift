import DjangoCompat
import HesapDomain
import HesapTestKit
import Synchronization
import Testing

@Suite("Changing settings")
struct SettingsEditorTests {
    private let shop = InMemoryShop()
    private let clock = FrozenClock()

    private var editor: SettingsEditor {
        SettingsEditor(store: shop.settingsStore, effects: .fixed(clock: clock, dice: SeededDice()))
    }

    @Test("a change is stored with its number, who and when, and is what the next reader sees")
    func set() async throws {
        let first = try await editor.set(.passwordHistoryLength, to: .integer(7), by: "ayse")
        #expect(first.version == 1)
        #expect(first.passwordHistoryLength == 7)
        clock.advance(seconds: 9)
        let second = try await editor.set(.readCurrencyFromHeader, to: .bool(true), by: "can")
        #expect(second.version == 2)
        #expect(second.passwordHistoryLength == 7)
        #expect(try DynamicSettings(try await shop.settingsStore.load()) == second)
        #expect(
            shop.rows.settings == [
                SettingRecord(
                    version: 1,
                    key: "PASSWORD_HISTORY_LENGTH",
                    value: .integer(7),
                    author: "ayse",
                    at: FrozenClock.start
                ),
                SettingRecord(
                    version: 2,
                    key: "READ_CURRENCY_FROM_HEADER",
                    value: .bool(true),
                    author: "can",
                    at: FrozenClock.start.adding(seconds: 9)
                ),
            ]
        )
    }

    @Test("unsetting goes back to the default, as a change of its own")
    func unset() async throws {
        _ = try await editor.set(.passwordHistoryLength, to: .integer(7), by: "ayse")
        let after = try await editor.unset(.passwordHistoryLength, by: "ayse")
        #expect(after.version == 2)
        #expect(after.passwordHistoryLength == 5)
        #expect(shop.rows.settings.last?.value == nil)
    }

    @Test("a value that is wrong, alone or beside the others, is not stored")
    func refused() async throws {
        await #expect(throws: SettingsEditor.Failure.self) {
            _ = try await editor.set(.passwordHistoryLength, to: .integer(99), by: "ayse")
        }
        let reason = "TRY is not one of AVAILABLE_CURRENCIES (USD)"
        await #expect(throws: SettingsEditor.Failure.refused(SettingError(.defaultCurrency, reason))) {
            _ = try await editor.set(.availableCurrencies, to: .array([.string("USD")]), by: "ayse")
        }
        #expect(shop.rows.settings.isEmpty)
    }

    @Test("unsetting what another setting needs is refused")
    func refusedUnset() async throws {
        _ = try await editor.set(.availableCurrencies, to: .array([.string("TRY"), .string("GBP")]), by: "ayse")
        _ = try await editor.set(.defaultCurrency, to: .string("GBP"), by: "ayse")
        await #expect(throws: SettingsEditor.Failure.self) {
            _ = try await editor.unset(.availableCurrencies, by: "ayse")
        }
        #expect(shop.rows.settings.count == 2)
    }

    // MARK: Going back

    @Test("going back restores every setting of that time, as a new change that can be undone too")
    func rollback() async throws {
        _ = try await editor.set(.passwordHistoryLength, to: .integer(7), by: "a")
        let then = try await editor.set(.languageCode, to: .string("en"), by: "a")
        _ = try await editor.set(.passwordHistoryLength, to: .integer(9), by: "a")
        _ = try await editor.unset(.languageCode, by: "a")
        let now = try await editor.set(.readCurrencyFromHeader, to: .bool(true), by: "a")
        var back = try await editor.rollback(to: 2, by: "b")
        #expect(back.version == 6)
        back.version = then.version
        #expect(back == then)
        #expect(
            shop.rows.settings.filter { $0.version == 6 }.map(\.key) == [
                "LANGUAGE_CODE", "PASSWORD_HISTORY_LENGTH", "READ_CURRENCY_FROM_HEADER",
            ]
        )
        var forth = try await editor.rollback(to: 5, by: "b")
        forth.version = now.version
        #expect(forth == now)
    }

    @Test("version 0 is the defaults")
    func rollbackToDefaults() async throws {
        _ = try await editor.set(.passwordHistoryLength, to: .integer(7), by: "a")
        #expect(try await editor.rollback(to: 0, by: "a").passwordHistoryLength == 5)
        #expect(try await shop.settingsStore.load().values.isEmpty)
    }

    @Test("going back to what is in effect changes nothing")
    func rollbackToNow() async throws {
        _ = try await editor.set(.passwordHistoryLength, to: .integer(7), by: "a")
        #expect(try await editor.rollback(to: 1, by: "a").version == 1)
        #expect(shop.rows.settings.count == 1)
    }

    @Test("a version that never was is refused", arguments: [-1, 2, Int64.max])
    func unknownVersion(version: Int64) async throws {
        _ = try await editor.set(.passwordHistoryLength, to: .integer(7), by: "a")
        await #expect(throws: SettingsEditor.Failure.unknownVersion(version)) {
            _ = try await editor.rollback(to: version, by: "a")
        }
        #expect(shop.rows.settings.count == 1)
    }

    // MARK: Others who write

    @Test("a change made on top of somebody else's keeps both")
    func rival() async throws {
        let rival = RivalStore(
            shop,
            changes: [
                SettingChange(key: "READ_CURRENCY_FROM_HEADER", value: .bool(true)),
                SettingChange(key: "LANGUAGE_CODE", value: .string("en")),
            ]
        )
        let editor = SettingsEditor(store: rival, effects: .fixed(clock: clock, dice: SeededDice()))
        let settings = try await editor.set(.passwordHistoryLength, to: .integer(7), by: "a")
        #expect(settings.version == 3)
        #expect(settings.readCurrencyFromHeader)
        #expect(settings.languageCode == .english)
        #expect(try DynamicSettings(try await shop.settingsStore.load()) == settings)
    }

    @Test("a change that no longer fits what somebody else stored is refused")
    func rivalTakesAway() async throws {
        let rival = RivalStore(
            shop,
            changes: [
                SettingChange(key: "AVAILABLE_CURRENCIES", value: .array([.string("TRY")]))
            ]
        )
        let editor = SettingsEditor(store: rival, effects: .fixed(clock: clock, dice: SeededDice()))
        let reason = "EUR is not one of AVAILABLE_CURRENCIES (TRY)"
        await #expect(throws: SettingsEditor.Failure.refused(SettingError(.defaultCurrency, reason))) {
            _ = try await editor.set(.defaultCurrency, to: .string("EUR"), by: "a")
        }
        #expect(shop.rows.settings.map(\.author) == ["rival"])
    }

    @Test("somebody who never stops writing makes it a conflict, and nothing of ours is stored")
    func conflict() async throws {
        let changes = (0..<20).map { SettingChange(key: "PASSWORD_HISTORY_LENGTH", value: .integer($0)) }
        let rival = RivalStore(shop, changes: changes)
        let editor = SettingsEditor(store: rival, effects: .fixed(clock: clock, dice: SeededDice()))
        await #expect(throws: SettingsEditor.Failure.conflict) {
            _ = try await editor.set(.languageCode, to: .string("en"), by: "a")
        }
        #expect(Set(shop.rows.settings.map(\.author)) == ["rival"])
    }

    @Test("a database that is away is told as such")
    func outage() async throws {
        shop.fail(.settingsStore, with: .unavailable(detail: "gone"), times: 2)
        await #expect(throws: SettingsEditor.Failure.outage(.unavailable(detail: "gone"))) {
            _ = try await editor.unset(.languageCode, by: "a")
        }
        await #expect(throws: SettingsEditor.Failure.outage(.unavailable(detail: "gone"))) {
            _ = try await editor.rollback(to: 0, by: "a")
        }
    }
}

/// Writes a change of its own just before each write of ours.
private final class RivalStore: SettingsStore {
    private let shop: InMemoryShop
    private let changes: Mutex<[SettingChange]>

    init(_ shop: InMemoryShop, changes: [SettingChange]) {
        self.shop = shop
        self.changes = Mutex(changes)
    }

    func load() async throws(Outage) -> StoredSettings { try await shop.settingsStore.load() }
    func version() async throws(Outage) -> Int64 { try await shop.settingsStore.version() }
    func history(of key: String?) async throws(Outage) -> [SettingRecord] {
        try await shop.settingsStore.history(of: key)
    }

    func write(
        _ wanted: [SettingChange],
        expected: Int64,
        by author: String,
        at now: Timestamp
    ) async throws(Outage) -> Int64? {
        if let change = changes.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
            let version = try await shop.settingsStore.version()
            _ = try await shop.settingsStore.write([change], expected: version, by: "rival", at: now)
        }
        return try await shop.settingsStore.write(wanted, expected: expected, by: author, at: now)
    }
}
