import DjangoCompat
import HesapDomain
import HesapSQL
import Testing

@Suite("Outbox port")
struct OutboxContract {
    @Test("a mail is claimed as it was queued, oldest first", arguments: Engine.available)
    func claim(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            let mails = [
                mail(.welcome, of: account.id), mail(.addressRegistered), mail(.passwordChanged, of: account.id),
            ]
            for (second, mail) in mails.enumerated() {
                try await stores.outbox.enqueue(mail, at: .start.adding(seconds: Int64(second)))
            }
            #expect(try await stores.outbox.pending() == 3)
            let first = try await stores.outbox.claim(limit: 2, now: .start.adding(seconds: 9), leaseSeconds: 60)
            #expect(first.map(\.mail) == Array(mails.prefix(2)))
            #expect(first.map(\.failures) == [0, 0])
            #expect(first.first?.queuedAt == .start)
            let second = try await stores.outbox.claim(limit: 2, now: .start.adding(seconds: 9), leaseSeconds: 60)
            #expect(second.map(\.mail) == Array(mails.suffix(1)))
        }
    }

    @Test("a reset link passes by what nobody waits for", arguments: Engine.available)
    func waitedFor(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let kinds: [Mail.Kind] = [.welcome, .passwordReset, .accountAnonymized, .passwordReset, .passwordChanged]
            for (second, kind) in kinds.enumerated() {
                try await stores.outbox.enqueue(mail(kind), at: .start.adding(seconds: Int64(second)))
            }
            let now = Timestamp.start.adding(seconds: 9)
            let first = try await stores.outbox.claim(limit: 3, now: now, leaseSeconds: 60)
            #expect(first.map(\.mail.kind) == [.passwordReset, .passwordReset, .welcome])
            #expect(first.map(\.queuedAt.seconds) == [1, 3, 0].map { Timestamp.start.seconds + $0 })
            let second = try await stores.outbox.claim(limit: 3, now: now, leaseSeconds: 60)
            #expect(second.map(\.mail.kind) == [.accountAnonymized, .passwordChanged])
        }
    }

    @Test("a clock that is set back holds no mail up, and gives no mail to two workers", arguments: Engine.available)
    func clockSetBack(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let earlier = Timestamp.start.adding(seconds: -3600)
            try await stores.outbox.enqueue(mail(.passwordReset), at: .start)
            let claimed = try await stores.outbox.claim(limit: 5, now: earlier, leaseSeconds: 60)
            #expect(claimed.map(\.mail.kind) == [.passwordReset])
            #expect(try await stores.outbox.claim(limit: 5, now: earlier, leaseSeconds: 60).isEmpty)
        }
    }

    @Test(
        "what waits longer than any delay or lease was written before the clock was set back",
        arguments: [(7200, 120, 0), (7201, 120, 1), (0, 121, 1), (0, 120, 0)] as [(Int64, Int64, Int)]
    )
    func farAhead(due: Int64, lease: Int64, count: Int) async throws {
        for engine in Engine.available {
            try await engine.withStores { stores in
                try await stores.outbox.enqueue(mail(.welcome), at: .start)
                let claimed = try await stores.outbox.claim(limit: 1, now: .start, leaseSeconds: lease)
                let id = try #require(claimed.first?.id)
                if due > 0 {
                    try await stores.outbox.postpone(id, until: .start.adding(seconds: due), reason: "451")
                }
                #expect(try await stores.outbox.claim(limit: 1, now: .start, leaseSeconds: 60).count == count)
            }
        }
    }

    @Test("a row that cannot be read does not keep the others from leaving", arguments: Engine.available)
    func unreadable(on engine: Engine) async throws {
        try await engine.withStores { stores in
            try await stores.outbox.enqueue(mail(.welcome), at: .start)
            try await stores.run("UPDATE hesap_outbox SET language = 'not a language'")
            try await stores.outbox.enqueue(mail(.addressRegistered), at: .start)
            let claimed = try await stores.outbox.claim(limit: 5, now: .start, leaseSeconds: 60)
            #expect(claimed.map(\.mail.kind) == [.addressRegistered])
            #expect(try await stores.outbox.pending() == 1)
            #expect(try await stores.outbox.dead() == 1)
        }
    }

    @Test(
        "a mail of a worker that died is given out again when the lease ends",
        arguments: [(59, 0), (60, 1)] as [(Int64, Int)]
    )
    func lease(seconds: Int64, count: Int) async throws {
        for engine in Engine.available {
            try await engine.withStores { stores in
                try await stores.outbox.enqueue(mail(.welcome), at: .start)
                #expect(try await stores.outbox.claim(limit: 1, now: .start, leaseSeconds: 60).count == 1)
                let later = Timestamp.start.adding(seconds: seconds)
                #expect(try await stores.outbox.claim(limit: 1, now: later, leaseSeconds: 60).count == count)
            }
        }
    }

    @Test("two workers never hold one mail", arguments: Engine.available)
    func workers(on engine: Engine) async throws {
        try await engine.withStores { stores in
            for _ in 0..<30 {
                try await stores.outbox.enqueue(mail(.welcome), at: .start)
            }
            let claimed = try await concurrently(10) { _ in
                try await stores.outbox.claim(limit: 7, now: .start, leaseSeconds: 60).map(\.id)
            }
            #expect(claimed.joined().count == 30)
            #expect(Set(claimed.joined()).count == 30)
        }
    }

    @Test("a delivered mail is forgotten with everything in it", arguments: Engine.available)
    func delivered(on engine: Engine) async throws {
        try await engine.withStores { stores in
            try await stores.outbox.enqueue(mail(.welcome), at: .start)
            let claimed = try #require(
                try await stores.outbox.claim(limit: 1, now: .start, leaseSeconds: 60).first
            )
            try await stores.outbox.delivered(claimed.id)
            #expect(try await stores.count("SELECT count(*) AS n FROM hesap_outbox") == 0)
            try await stores.outbox.delivered(claimed.id)
        }
    }

    @Test("a postponed mail waits, and counts its failures", arguments: Engine.available)
    func postponed(on engine: Engine) async throws {
        try await engine.withStores { stores in
            try await stores.outbox.enqueue(mail(.welcome), at: .start)
            let claimed = try #require(
                try await stores.outbox.claim(limit: 1, now: .start, leaseSeconds: 600).first
            )
            let due = Timestamp.start.adding(seconds: 30)
            try await stores.outbox.postpone(claimed.id, until: due, reason: "451")
            let early = Timestamp.start.adding(seconds: 29)
            #expect(try await stores.outbox.claim(limit: 1, now: early, leaseSeconds: 60).isEmpty)
            #expect(try await stores.outbox.claim(limit: 1, now: due, leaseSeconds: 60).map(\.failures) == [1])
        }
    }

    @Test("a mail is replaced by others once, also when two workers try", arguments: Engine.available)
    func replaced(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            try await stores.outbox.enqueue(mail(.passwordReset), at: .start)
            let wish = try #require(try await stores.outbox.claim(limit: 1, now: .start, leaseSeconds: 60).first)
            let mails = ["a@example.com", "b@example.com"].map { mail(.passwordReset, to: $0, of: account.id) }
            _ = try await concurrently(2) { _ in try await stores.outbox.replace(wish.id, by: mails, at: .start) }
            let claimed = try await stores.outbox.claim(limit: 5, now: .start, leaseSeconds: 60)
            #expect(claimed.map(\.mail) == mails)
            try await stores.outbox.replace(try #require(claimed.first).id, by: [], at: .start)
            #expect(try await stores.outbox.pending() == 1)
        }
    }
}
