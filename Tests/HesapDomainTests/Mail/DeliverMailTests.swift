import HesapDomain
import HesapTestKit
import Testing

@Suite("Delivering mail")
struct DeliverMailTests {
    private let shop = InMemoryShop()
    private let clock = FrozenClock()
    private let transport = RecordingTransport()

    private func deliver(over transport: (any MailTransport)? = nil) -> DeliverMail {
        DeliverMail(
            outbox: shop.outbox,
            transport: transport ?? self.transport,
            accounts: shop.accounts,
            effects: .fixed(clock: clock, dice: SeededDice())
        )
    }

    private func enqueue(_ count: Int) async throws {
        for number in 0..<count {
            let mail = Mail(.welcome, to: "\(number)@example.com", account: nil, language: .turkish)
            try await shop.outbox.enqueue(mail, at: clock.now)
        }
    }

    @Test("everything that is due leaves, in order, and is forgotten", arguments: [0, 1, 19, 20, 21, 45])
    func everything(count: Int) async throws {
        try await enqueue(count)
        let report = try await deliver()()
        #expect(report.sent == count)
        #expect(report.failed == 0)
        #expect(transport.sent.map(\.recipient) == (0..<count).map { "\($0)@example.com" })
        #expect(shop.rows.outbox.isEmpty)
    }

    @Test("a failed mail comes back later each time, an hour at most, and stops no other")
    func backOff() async throws {
        try await enqueue(1)
        transport.failNext(9, reason: "451 greylisted")
        var delays: [Int64] = []
        for failures in 1...9 {
            let report = try await deliver()()
            #expect(report.failed == 1)
            let row = try #require(shop.rows.outbox.first)
            #expect(row.failures == failures)
            #expect(row.lastFailure == "451 greylisted")
            delays.append(row.dueAt.seconds - clock.now.seconds)
            clock.set(Timestamp(microseconds: row.dueAt.microseconds - 1))
            #expect(try await deliver()().failed == 0, "a mail that is not due is left alone")
            clock.set(row.dueAt)
        }
        #expect(delays == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600])
        #expect(transport.attempts.map(\.failures) == Array(0..<9))
        try await enqueue(1)
        transport.failNext(1)
        let report = try await deliver()()
        #expect(report.sent == 1)
        #expect(report.failed == 1)
    }

    @Test("what one worker has claimed no other takes")
    func lease() async throws {
        try await enqueue(3)
        let second = DeliverMail(
            outbox: shop.outbox,
            transport: transport,
            accounts: shop.accounts,
            effects: .fixed(clock: clock, dice: SeededDice())
        )
        let nested = NestedTransport(transport) { _ = try? await second() }
        #expect(try await deliver(over: nested)().sent == 3)
        #expect(transport.sent.count == 3)
    }

    @Test("a worker that died loses its mail to another after two minutes", arguments: [(119, 0), (120, 1)])
    func deadWorker(seconds: Int64, sent: Int) async throws {
        try await enqueue(1)
        // Handed over, but the worker never came to say so.
        let dying = NestedTransport(transport) { shop.fail(.outbox, with: .unavailable(detail: "gone")) }
        await #expect(throws: Outage.unavailable(detail: "gone")) { _ = try await deliver(over: dying)() }
        #expect(shop.rows.outbox.count == 1, "at least once: better twice than never")
        clock.advance(seconds: seconds)
        #expect(try await deliver()().sent == sent)
    }
}

/// Runs something while a mail is on its way.
private struct NestedTransport: MailTransport {
    let inner: RecordingTransport
    let meanwhile: @Sendable () async -> Void

    init(_ inner: RecordingTransport, meanwhile: @escaping @Sendable () async -> Void) {
        self.inner = inner
        self.meanwhile = meanwhile
    }

    func send(_ mail: ClaimedMail) async throws(MailFailure) {
        await meanwhile()
        try await inner.send(mail)
    }
}
