import HesapDomain
import HesapTestKit
import Synchronization
import Testing

@Suite("A mail server that is away")
struct InterruptedTransportTests {
    private let shop = InMemoryShop()
    private let clock = FrozenClock()
    private let server = MailServer()
    private let deliver: DeliverMail

    init() {
        deliver = DeliverMail(
            outbox: shop.outbox,
            transport: server,
            accounts: shop.accounts,
            effects: .fixed(clock: clock, dice: SeededDice())
        )
    }

    private func enqueue(_ numbers: Range<Int>) async throws {
        for number in numbers {
            let mail = Mail(.welcome, to: "\(number)@example.com", account: nil, language: .turkish)
            try await shop.outbox.enqueue(mail, at: clock.now)
        }
    }

    @Test("one failed connection ends the round, and no mail pays for it")
    func oneTry() async throws {
        try await enqueue(0..<45)
        server.isDown = true
        let report = try await deliver()
        #expect(report == DeliverMail.Report(interruption: "connection refused"))
        #expect(server.tries == 1)
        #expect(shop.rows.outbox.allSatisfy { $0.failures == 0 && $0.claimedUntil == nil && $0.dueAt <= clock.now })
    }

    @Test("it is asked again after a second, then ever later, each minute at most, and soon after it is back")
    func rests() async throws {
        try await enqueue(0..<30)
        server.isDown = true
        #expect(try await deliver().interruption != nil)
        var pauses: [Int64] = []
        for _ in 0..<8 {
            let (tries, start) = (server.tries, clock.now.seconds)
            while server.tries == tries {
                clock.advance(seconds: 1)
                _ = try await deliver()
                try #require(clock.now.seconds < start + 1000)
            }
            pauses.append(clock.now.seconds - start)
        }
        #expect(pauses == [1, 2, 4, 8, 16, 32, 60, 60])
        server.isDown = false
        clock.advance(seconds: 60)
        #expect(try await deliver().sent == 30)
        try await enqueue(0..<1)
        #expect(try await deliver().sent == 1, "no rest is left over")
    }

    @Test("a clock that is set back does not make a rest endless")
    func clockSetBack() async throws {
        try await enqueue(0..<1)
        server.isDown = true
        #expect(try await deliver().interruption != nil)
        server.isDown = false
        clock.set(clock.now.adding(seconds: -3600))
        shop.edit { $0.outbox[0].dueAt = clock.now }
        #expect(try await deliver().sent == 1)
    }

    @Test("of a thousand mails none is lost and two at most go twice while the server restarts twice")
    func restarts() async throws {
        try await enqueue(0..<1000)
        server.losesReply(after: [300, 700])
        let start = clock.now
        while try await shop.outbox.pending() > 0 {
            // Down for ten seconds after each lost reply.
            server.isDown = server.downSince.map { clock.now < $0.adding(seconds: 10) } ?? false
            _ = try await deliver()
            if server.noteLostReply(at: clock.now) { continue }
            clock.advance(seconds: 1)
            try #require(clock.now < start.adding(seconds: 60))
        }
        let received = server.received
        #expect(Set(received).count == 1000)
        #expect(received.count == 1002)
    }

    @Test("a mail at which the server hangs up does not hold up the others, and is given up one day")
    func poison() async throws {
        try await enqueue(0..<3)
        server.hangsUp = ["0@example.com", "1@example.com"]
        for _ in 0..<10 {
            _ = try await deliver()
            clock.advance(seconds: 60)
        }
        #expect(server.received == ["2@example.com"])
        for number in 3..<200 {
            try await enqueue(number..<(number + 1))
            for _ in 0..<4 {
                _ = try await deliver()
                clock.advance(seconds: 900)
            }
        }
        #expect(Set(server.received).count == 198)
        #expect(server.received.count == 198)
        #expect(try await shop.outbox.dead() == 2)
    }

    @Test("as many mails at which the server hangs up as a batch has do not hold up the others for ever")
    func poisonedBatch() async throws {
        try await enqueue(0..<41)
        server.hangsUp = Set((0..<40).map { "\($0)@example.com" })
        for _ in 0..<60 {
            _ = try await deliver()
            clock.advance(seconds: 60)
        }
        #expect(server.received == ["40@example.com"])
    }

    @Test("a mail that left while the database was away does not leave again")
    func databaseAway() async throws {
        try await enqueue(0..<2)
        server.onSend = { [shop] in shop.fail(.outbox, with: .unavailable(detail: "away")) }
        await #expect(throws: Outage.self) { try await deliver() }
        server.onSend = nil
        clock.advance(seconds: 600)
        #expect(try await deliver().sent == 1)
        #expect(server.received == ["0@example.com", "1@example.com"])
        #expect(try await shop.outbox.pending() == 0)
    }

    @Test("a mail that the shutdown cuts short is given back, and nothing is said about the server")
    func cutShort() async throws {
        try await enqueue(0..<3)
        let deliver = deliver
        server.isDown = true
        server.onSend = { withUnsafeCurrentTask { $0?.cancel() } }
        let report = try await Task { try await deliver() }.value
        #expect(report == DeliverMail.Report())
        #expect(shop.rows.outbox.allSatisfy { $0.claimedUntil == nil && $0.failures == 0 })
    }

    @Test("a batch whose lease runs out under a slow server is given back before another worker may take it")
    func slow() async throws {
        try await enqueue(0..<10)
        let second = DeliverMail(
            outbox: shop.outbox,
            transport: server,
            accounts: shop.accounts,
            effects: .fixed(clock: clock, dice: SeededDice())
        )
        server.onSend = { [clock] in clock.advance(seconds: 50) }
        async let first = deliver()
        async let other = second()
        let reports = (try await first, try await other)
        #expect(reports.0.sent + reports.1.sent == 10)
        #expect(server.received.count == 10)
    }

    @Test("a shutdown waits for the mail at hand only, and the others are due at once")
    func shutdown() async throws {
        try await enqueue(0..<10)
        let deliver = deliver
        server.onSend = { withUnsafeCurrentTask { $0?.cancel() } }
        let report = try await Task { try await deliver() }.value
        #expect(report.sent == 1)
        #expect(shop.rows.outbox.count == 9)
        #expect(shop.rows.outbox.allSatisfy { $0.claimedUntil == nil && $0.failures == 0 })
    }
}

/// Accepts connections or not, and sometimes dies between taking a mail and saying so.
private final class MailServer: MailTransport {
    private struct State: Sendable {
        var isDown = false
        var tries = 0
        var received: [String] = []
        var lostReplies: Set<Int> = []
        var downSince: Timestamp?
        var isReplyLost = false
        var hangsUp: Set<String> = []
        var onSend: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    var isDown: Bool {
        get { state.withLock { $0.isDown } }
        set { state.withLock { $0.isDown = newValue } }
    }
    var hangsUp: Set<String> {
        get { state.withLock { $0.hangsUp } }
        set { state.withLock { $0.hangsUp = newValue } }
    }
    var onSend: (@Sendable () -> Void)? {
        get { state.withLock { $0.onSend } }
        set { state.withLock { $0.onSend = newValue } }
    }
    var tries: Int { state.withLock { $0.tries } }
    var received: [String] { state.withLock { $0.received } }
    var downSince: Timestamp? { state.withLock { $0.downSince } }

    func losesReply(after counts: Set<Int>) {
        state.withLock { $0.lostReplies = counts }
    }

    /// Whether it died since the last question.
    func noteLostReply(at now: Timestamp) -> Bool {
        state.withLock { state in
            guard state.isReplyLost else { return false }
            state.isReplyLost = false
            state.downSince = now
            return true
        }
    }

    func send(_ mail: ClaimedMail) async throws(MailFailure) {
        onSend?()
        try state.withLock { state throws(MailFailure) in
            state.tries += 1
            guard !state.isDown else { throw MailFailure(reason: "connection refused", isAboutMail: false) }
            guard !state.hangsUp.contains(mail.mail.recipient) else {
                throw MailFailure(reason: "connection lost", isAboutMail: false)
            }
            state.received.append(mail.mail.recipient)
            guard state.lostReplies.remove(state.received.count) == nil else {
                state.isReplyLost = true
                throw MailFailure(reason: "connection lost", isAboutMail: false)
            }
        }
    }
}
