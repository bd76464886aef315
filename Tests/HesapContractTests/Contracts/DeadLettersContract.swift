import DjangoCompat
import HesapDomain
import HesapSQL
import Testing

@Suite("Outbox port: dead letters and the operator's side")
struct DeadLettersContract {
    /// No delay is longer than an hour: what waits longer was written before the clock was set back.
    private static let later = Timestamp.start.adding(seconds: 3_600)

    /// Queues that many welcomes and takes them all.
    private func claimed(_ count: Int, in stores: Stores) async throws -> [OutboxID] {
        for _ in 0..<count { try await stores.outbox.enqueue(mail(.welcome), at: .start) }
        return try await stores.outbox.claim(limit: count, now: .start, leaseSeconds: 60).map(\.id)
    }

    @Test("a dead letter is counted and listed, and no worker takes it", arguments: Engine.available)
    func buried(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            try await stores.outbox.enqueue(mail(.passwordChanged, of: account.id), at: .start)
            let claim = try await stores.outbox.claim(limit: 1, now: .start, leaseSeconds: 60)
            let id = try #require(claim.first?.id)
            let death = Timestamp.start.adding(seconds: 7)
            try await stores.outbox.bury(id, at: death, reason: "SMTP 550")
            #expect(try await stores.outbox.claim(limit: 9, now: Self.later, leaseSeconds: 60).isEmpty)
            #expect(try await stores.outbox.pending() == 0)
            #expect(try await stores.outbox.dead() == 1)
            let entry = OutboxEntry(
                id: id,
                kind: .passwordChanged,
                account: account.id,
                queuedAt: .start,
                failures: 1,
                dueAt: .start,
                deadAt: death,
                lastFailure: "SMTP 550"
            )
            #expect(try await stores.outbox.list(onlyDead: true, after: nil, limit: 9) == [entry])
        }
    }

    @Test("the list goes by id, in pages, with or without the living; events are none", arguments: Engine.available)
    func list(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            #expect(try await stores.anonymizations.anonymize(anonymization(of: account.id)))
            let ids = try await claimed(5, in: stores)
            #expect(
                try await stores.count("SELECT count(*) AS n FROM hesap_outbox WHERE topic = 'user.anonymized'") == 1
            )
            for id in [ids[3], ids[1]] { try await stores.outbox.bury(id, at: .start, reason: "550") }
            let list: (Bool, OutboxID?, Int) async throws -> [OutboxID] = { onlyDead, after, limit in
                try await stores.outbox.list(onlyDead: onlyDead, after: after, limit: limit).map(\.id)
            }
            #expect(try await list(false, nil, 9) == ids)
            #expect(try await list(false, nil, 2) == [ids[0], ids[1]])
            #expect(try await list(false, ids[1], 2) == [ids[2], ids[3]])
            #expect(try await list(true, nil, 9) == [ids[1], ids[3]])
            #expect(try await list(true, ids[1], 9) == [ids[3]])
        }
    }

    @Test("mails given back are due at once and have not failed", arguments: Engine.available)
    func released(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let ids = try await claimed(3, in: stores)
            try await stores.outbox.release([ids[0], ids[2]])
            try await stores.outbox.release([])
            let again = try await stores.outbox.claim(limit: 9, now: .start, leaseSeconds: 60)
            #expect(again.map(\.id) == [ids[0], ids[2]])
            #expect(again.map(\.failures) == [0, 0])
        }
    }

    @Test("retry makes the chosen ones due as if new, and says which were found", arguments: Engine.available)
    func retry(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let ids = try await claimed(4, in: stores)
            for id in ids.prefix(2) { try await stores.outbox.bury(id, at: .start, reason: "550") }
            for id in ids.suffix(2) { try await stores.outbox.postpone(id, until: Self.later, reason: "451") }
            let now = Timestamp.start.adding(seconds: 5)
            let unknown = OutboxID(raw: 999)
            let found = try await stores.outbox.retry(.these([ids[2], unknown, ids[0]]), at: now)
            #expect(found == [ids[0], ids[2]])
            #expect(try await stores.outbox.retry(.these([]), at: now).isEmpty)
            let due = try await stores.outbox.claim(limit: 9, now: now, leaseSeconds: 60)
            #expect(due.map(\.id) == [ids[0], ids[2]])
            #expect(due.map(\.failures) == [0, 0])
            #expect(try await stores.outbox.retry(.allDead, at: now) == [ids[1]])
            #expect(try await stores.outbox.dead() == 0)
        }
    }

    @Test("a mail that a worker holds is not taken from it by a retry", arguments: Engine.available)
    func retryHeld(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let ids = try await claimed(1, in: stores)
            #expect(try await stores.outbox.retry(.these(ids), at: .start) == ids)
            #expect(try await stores.outbox.claim(limit: 1, now: .start, leaseSeconds: 60).isEmpty)
        }
    }

    @Test("drop deletes mails and says which were found; an event is none", arguments: Engine.available)
    func drop(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            #expect(try await stores.anonymizations.anonymize(anonymization(of: account.id)))
            let row = try #require(try await stores.rows("SELECT id FROM hesap_outbox").first)
            let event = OutboxID(raw: try row.integer("id"))
            let ids = try await claimed(3, in: stores)
            try await stores.outbox.bury(ids[0], at: .start, reason: "550")
            #expect(try await stores.outbox.drop([ids[1], ids[0], event]) == [ids[0], ids[1]])
            #expect(try await stores.outbox.drop([]).isEmpty)
            #expect(try await stores.count("SELECT count(*) AS n FROM hesap_outbox") == 2)
        }
    }

    @Test(
        "what is past its time is deleted: dead letters, and a notice of erasure that never left",
        arguments: Engine.available
    )
    func purge(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let ids = try await claimed(3, in: stores)
            let (early, late) = (Timestamp.start.adding(seconds: 10), Timestamp.start.adding(seconds: 11))
            try await stores.outbox.bury(ids[0], at: early, reason: "550")
            try await stores.outbox.bury(ids[1], at: late, reason: "550")
            try await stores.outbox.enqueue(mail(.accountAnonymized), at: early)
            try await stores.outbox.enqueue(mail(.accountAnonymized), at: late)
            try await stores.outbox.purge(deadBefore: early, unkeptBefore: early)
            let left = try await stores.outbox.list(onlyDead: false, after: nil, limit: 9)
            #expect(left.map(\.queuedAt) == [.start, .start, late])
            #expect(left.map(\.id).prefix(2) == [ids[1], ids[2]])
        }
    }
}
