import HesapDomain
import HesapTestKit
import Testing

@Suite("Giving up on a mail")
struct GivingUpTests {
    private let shop = InMemoryShop()
    private let clock = FrozenClock()
    private let transport = RecordingTransport()
    private let deliver: DeliverMail

    init() {
        deliver = DeliverMail(
            outbox: shop.outbox,
            transport: transport,
            accounts: shop.accounts,
            effects: .fixed(clock: clock, dice: SeededDice())
        )
    }

    private func enqueue(_ kind: Mail.Kind = .welcome) async throws {
        try await shop.outbox.enqueue(Mail(kind, to: "a@example.com", account: nil, language: .turkish), at: clock.now)
    }

    private static let refused = MailFailure(reason: "SMTP 550 after RCPT TO", isPermanent: true)
    private static let day: Int64 = 86_400

    @Test("a refusal for good makes a dead letter at once, and stops no other mail")
    func permanent() async throws {
        try await enqueue()
        try await enqueue(.addressRegistered)
        transport.failNext(1, with: Self.refused)
        #expect(try await deliver() == DeliverMail.Report(sent: 1, failed: 1))
        let row = try #require(shop.rows.outbox.first)
        #expect(shop.rows.outbox.count == 1)
        #expect(row.deadAt == clock.now)
        #expect(row.lastFailure == "SMTP 550 after RCPT TO")
        clock.advance(seconds: 30 * Self.day)
        #expect(try await deliver() == DeliverMail.Report())
        #expect(try await shop.outbox.retry(.allDead, at: clock.now) == [row.id])
        #expect(try await deliver().sent == 1)
    }

    @Test(
        "temporary failures are borne for four days and a dozen tries, whichever ends later",
        arguments: [(4 * day - 1, 50, false), (4 * day, 10, false), (4 * day, 11, true), (9 * day, 0, false)]
            as [(Int64, Int, Bool)]
    )
    func patience(age: Int64, failures: Int, isDead: Bool) async throws {
        try await enqueue()
        shop.edit { $0.outbox[0].failures = failures }
        clock.advance(seconds: age)
        transport.failNext()
        #expect(try await deliver().failed == 1)
        let row = try #require(shop.rows.outbox.first)
        #expect((row.deadAt != nil) == isDead)
        #expect(row.failures == failures + 1)
        if !isDead { #expect(row.dueAt > clock.now && row.dueAt <= clock.now.adding(seconds: 3600)) }
    }

    @Test("a mail that fails each time is given up within five days of its first try")
    func fiveDays() async throws {
        try await enqueue()
        transport.failNext(1000)
        let start = clock.now
        while try await shop.outbox.pending() > 0 {
            _ = try await deliver()
            clock.set(try #require(shop.rows.outbox.first).dueAt)
            guard clock.now < start.adding(seconds: 9 * Self.day) else { break }
        }
        let death = try #require(shop.rows.outbox.first?.deadAt)
        #expect(death >= start.adding(seconds: 4 * Self.day))
        #expect(death <= start.adding(seconds: 5 * Self.day))
    }

    @Test("the notice of an erasure is not kept when it cannot be delivered")
    func notKept() async throws {
        try await enqueue(.accountAnonymized)
        transport.failNext(1, with: Self.refused)
        #expect(try await deliver().failed == 1)
        #expect(shop.rows.outbox.isEmpty)
    }
}
