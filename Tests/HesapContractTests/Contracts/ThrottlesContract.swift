import HesapDomain
import HesapSQL
import Testing

@Suite("Throttles port")
struct ThrottlesContract {
    private static func attempt(_ key: String, _ rate: String) throws -> Try {
        Try(key: ThrottleKey(text: key), rate: try #require(ThrottleRate(rate)))
    }

    @Test("as many tries as the rate says, then the wait is told in whole seconds", arguments: Engine.available)
    func rate(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let attempt = try Self.attempt("login:a", "3/min")
            for second in 0..<3 {
                let now = Timestamp.start.adding(seconds: Int64(second))
                #expect(try await stores.throttles.take([attempt], now: now) == .allowed)
            }
            let late = Timestamp(microseconds: Timestamp.start.microseconds + 30_500_000)
            #expect(try await stores.throttles.take([attempt], now: late) == .refused(retryAfterSeconds: 30))
        }
    }

    @Test(
        "a window ends after its length, whatever happened in it",
        arguments: [(-1, false), (0, true)] as [(Int64, Bool)]
    )
    func windowEnd(late: Int64, isAllowed: Bool) async throws {
        for engine in Engine.available {
            try await engine.withStores { stores in
                let attempt = try Self.attempt("login:a", "1/min")
                #expect(try await stores.throttles.take([attempt], now: .start) == .allowed)
                for second in 1...50 {
                    let now = Timestamp.start.adding(seconds: Int64(second))
                    #expect(try await stores.throttles.take([attempt], now: now) != .allowed)
                }
                let end = Timestamp(microseconds: Timestamp.start.microseconds + 60_000_000 + late)
                let verdict = try await stores.throttles.take([attempt], now: end)
                #expect((verdict == .allowed) == isAllowed)
            }
        }
    }

    @Test("a try that is refused for one key uses up no room of the other", arguments: Engine.available)
    func allOrNothing(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let address = try Self.attempt("login:address", "1/min")
            let account = try Self.attempt("login:account", "2/min")
            #expect(try await stores.throttles.take([address, account], now: .start) == .allowed)
            for _ in 0..<5 {
                #expect(try await stores.throttles.take([account, address], now: .start) != .allowed)
            }
            #expect(try await stores.throttles.take([account], now: .start) == .allowed)
            #expect(try await stores.throttles.take([account], now: .start) != .allowed)
        }
    }

    @Test("simultaneous tries do not slip through together", arguments: Engine.available)
    func simultaneous(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let attempt = try Self.attempt("login:a", "5/min")
            let verdicts = try await concurrently(40) { _ in
                try await stores.throttles.take([attempt], now: .start)
            }
            #expect(verdicts.filter { $0 == .allowed }.count == 5)
        }
    }

    @Test(
        "nobody stays locked out by a longer rate of yesterday, or by a clock that was wrong",
        arguments: Engine.available
    )
    func shorterRate(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let (daily, minutely) = (try Self.attempt("a", "1/day"), try Self.attempt("a", "1/min"))
            #expect(try await stores.throttles.take([daily], now: .start) == .allowed)
            #expect(try await stores.throttles.take([minutely], now: .start) == .allowed)
            #expect(try await stores.throttles.take([minutely], now: .start) == .refused(retryAfterSeconds: 60))
        }
    }

    @Test("a try that came first may arrive second", arguments: Engine.available)
    func outOfOrder(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let attempt = try Self.attempt("a", "2/min")
            #expect(try await stores.throttles.take([attempt], now: .start.adding(seconds: 5)) == .allowed)
            #expect(try await stores.throttles.take([attempt], now: .start) == .allowed)
            #expect(try await stores.throttles.take([attempt], now: .start) != .allowed)
        }
    }

    @Test("cleared keys have room again, others do not", arguments: Engine.available)
    func clear(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let (first, second) = (try Self.attempt("a", "1/min"), try Self.attempt("b", "1/min"))
            #expect(try await stores.throttles.take([first, second], now: .start) == .allowed)
            try await stores.throttles.clear([first.key])
            try await stores.throttles.clear([])
            #expect(try await stores.throttles.take([first], now: .start) == .allowed)
            #expect(try await stores.throttles.take([second], now: .start) != .allowed)
        }
    }

    @Test("purging removes ended windows only", arguments: Engine.available)
    func purge(on engine: Engine) async throws {
        try await engine.withStores { stores in
            #expect(try await stores.throttles.take([try Self.attempt("a", "1/min")], now: .start) == .allowed)
            #expect(try await stores.throttles.take([try Self.attempt("b", "1/hour")], now: .start) == .allowed)
            try await stores.throttles.purge(now: .start.adding(seconds: 60))
            #expect(try await stores.count("SELECT count(*) AS n FROM hesap_throttle") == 1)
        }
    }
}
