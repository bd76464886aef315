import HesapDomain
import HesapTestKit
import Testing

@Suite("Counting tries")
struct ThrottleGateTests {
    private let shop = InMemoryShop()
    private let clock = FrozenClock()

    private var gate: ThrottleGate { gate(secret: "s") }

    private func gate(secret: String) -> ThrottleGate {
        // Counting needs the time and no dice.
        let effects = Effects(now: { [clock] in clock.now }, random: Effects.unprepared.random)
        return ThrottleGate(store: shop.throttles, secretKey: Secret(secret), effects: effects)
    }

    private func settings(_ rates: [ThrottleScope: String]) -> DynamicSettings {
        var settings = DynamicSettings()
        settings.throttleRates = ThrottleRates(rates.compactMapValues { ThrottleRate($0) })
        return settings
    }

    private let host = ThrottleGate.Subject.address("192.0.2.1")

    @Test("as many tries as the rate says, and the wait until the window ends")
    func window() async throws {
        let settings = settings([.login: "2/min"])
        #expect(try await gate.take([(.login, host)], settings: settings) == .allowed)
        clock.advance(seconds: 20)
        #expect(try await gate.take([(.login, host)], settings: settings) == .allowed)
        #expect(try await gate.take([(.login, host)], settings: settings) == .refused(retryAfterSeconds: 40))
        clock.advance(seconds: 39)
        #expect(try await gate.take([(.login, host)], settings: settings) == .refused(retryAfterSeconds: 1))
        clock.advance(seconds: 1)
        #expect(try await gate.take([(.login, host)], settings: settings) == .allowed)
    }

    @Test("whoever comes back in the announced second finds room")
    func roundedUp() async throws {
        let settings = settings([.login: "1/min"])
        _ = try await gate.take([(.login, host)], settings: settings)
        clock.set(Timestamp(microseconds: FrozenClock.start.microseconds + 500_000))
        #expect(try await gate.take([(.login, host)], settings: settings) == .refused(retryAfterSeconds: 60))
    }

    @Test("refused tries do not prolong the wait")
    func notProlonged() async throws {
        let settings = settings([.login: "1/min"])
        _ = try await gate.take([(.login, host)], settings: settings)
        for _ in 0..<5 {
            clock.advance(seconds: 10)
            _ = try await gate.take([(.login, host)], settings: settings)
        }
        clock.advance(seconds: 10)
        #expect(try await gate.take([(.login, host)], settings: settings) == .allowed)
    }

    @Test("all or nothing: a try that one count refuses uses up no other's room")
    func allOrNothing() async throws {
        let settings = settings([.passwordReset: "9/hour", .passwordResetRecipient: "1/hour"])
        let email = ThrottleGate.Subject.email(try #require(EmailAddress("ayse@example.com")))
        let both: [(ThrottleScope, ThrottleGate.Subject)] = [(.passwordReset, host), (.passwordResetRecipient, email)]
        #expect(try await gate.take(both, settings: settings) == .allowed)
        for _ in 0..<20 {
            #expect(try await gate.take(both, settings: settings) == .refused(retryAfterSeconds: 3600))
        }
        #expect(shop.rows.throttles.values.map(\.tries) == [1, 1])
    }

    @Test("scopes and subjects are counted apart, addresses without case")
    func apart() async throws {
        let settings = settings([.login: "1/min", .register: "1/min"])
        let emails = ["ayse@example.com", "can@example.com", "AYSE@example.com"].compactMap { EmailAddress($0) }
        let one = try #require(AccountID(1))
        let tries: [(ThrottleScope, ThrottleGate.Subject, Bool)] = [
            (.login, host, true), (.register, host, true), (.login, .address("192.0.2.2"), true),
            (.login, .account(one), true), (.login, .address("1"), true), (.login, .email(emails[0]), true),
            (.login, .email(emails[1]), true), (.login, .email(emails[2]), false), (.login, host, false),
        ]
        for (scope, subject, isAllowed) in tries {
            let verdict = try await gate.take([(scope, subject)], settings: settings)
            #expect((verdict == .allowed) == isAllowed, "\(scope)")
        }
    }

    @Test("clearing empties one counter")
    func clear() async throws {
        let settings = settings([.login: "1/min"])
        let other = ThrottleGate.Subject.address("192.0.2.2")
        _ = try await gate.take([(.login, host), (.login, other)], settings: settings)
        await gate.clear(.login, host)
        #expect(try await gate.take([(.login, host)], settings: settings) == .allowed)
        #expect(try await gate.take([(.login, other)], settings: settings) != .allowed)
    }

    @Test("a scope without a rate costs nothing, not even a query")
    func off() async throws {
        for _ in 0..<50 { #expect(try await gate.take([(.login, host)], settings: settings([:])) == .allowed) }
        #expect(shop.calls(of: .throttles) == 0)
    }

    @Test("a rate that was made stricter locks nobody out for longer than its own window")
    func stricter() async throws {
        _ = try await gate.take([(.login, host)], settings: settings([.login: "1/day"]))
        #expect(try await gate.take([(.login, host)], settings: settings([.login: "1/min"])) == .allowed)
    }

    @Test("the table tells neither who tried nor anything that can be guessed without the secret")
    func keyed() async throws {
        let settings = settings([.login: "5/min"])
        let email = ThrottleGate.Subject.email(try #require(EmailAddress("ayse@example.com")))
        _ = try await gate.take([(.login, host), (.login, email)], settings: settings)
        let keys = shop.rows.throttles.keys.map(\.text)
        #expect(keys.count == 2)
        #expect(keys.allSatisfy { !$0.contains("192.0.2.1") && !$0.contains("ayse") })
        _ = try await gate(secret: "another").take([(.login, host), (.login, email)], settings: settings)
        #expect(shop.rows.throttles.count == 4)
    }

    @Test("of many tries at once exactly as many pass as there is room")
    func atOnce() async throws {
        let settings = settings([.login: "7/min"])
        let (gate, host) = (gate, host)
        let allowed = try await withThrowingTaskGroup { group in
            for _ in 0..<100 {
                group.addTask { try await gate.take([(.login, host)], settings: settings) == .allowed }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(allowed == 7)
    }
}
