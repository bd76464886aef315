import HesapDomain
import HesapSQL
import Testing

@Suite("SessionStore port")
struct SessionStoreContract {
    @Test(
        "a session lives until its last microsecond",
        arguments: [(-1, true), (0, false), (1, false)] as [(Int64, Bool)]
    )
    func expiry(late: Int64, isAlive: Bool) async throws {
        for engine in Engine.available {
            try await engine.withStores { stores in
                let new = newSession("payload")
                try #require(try await stores.sessions.create(new))
                let now = Timestamp(microseconds: new.expires.microseconds + late)
                let loaded = try await stores.sessions.load(new.key, now: now)
                #expect(loaded?.text == (isAlive ? "payload" : nil))
                #expect(loaded?.expires == (isAlive ? new.expires : nil))
            }
        }
    }

    @Test("a key can be created once, and the first text stays", arguments: Engine.available)
    func mustCreate(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let first = newSession("first")
            #expect(try await stores.sessions.create(first))
            let second = NewSession(key: first.key, text: "second", expires: first.expires)
            #expect(try await stores.sessions.create(second) == false)
            let loaded = try await stores.sessions.load(first.key, now: .start)
            #expect(loaded?.text == "first")
        }
    }

    @Test("an update writes the text when nobody else did meanwhile", arguments: Engine.available)
    func plainUpdate(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let new = newSession("a")
            try #require(try await stores.sessions.create(new))
            let later = new.expires.adding(seconds: 5)
            let stored = try await stores.sessions.update(
                new.key,
                SessionUpdate(expected: "a", text: "b", expires: later, openedAt: .start) { "rebased " + $0 }
            )
            #expect(stored == "b")
            let loaded = try await stores.sessions.load(new.key, now: .start)
            #expect(loaded?.text == "b")
            #expect(loaded?.expires == later)
        }
    }

    @Test("an update on a text that changed is rebased on the new one", arguments: Engine.available)
    func rebasedUpdate(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let new = newSession("now")
            try #require(try await stores.sessions.create(new))
            let stored = try await stores.sessions.update(
                new.key,
                SessionUpdate(expected: "before", text: "lost", expires: new.expires, openedAt: .start) { $0 + "+mine" }
            )
            #expect(stored == "now+mine")
            #expect(try await stores.sessions.load(new.key, now: .start)?.text == "now+mine")
        }
    }

    @Test("an update that is not to be rebased leaves a text that changed alone", arguments: Engine.available)
    func updateOfTheExpected(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let new = newSession("now")
            try #require(try await stores.sessions.create(new))
            let update = { (expected: String, text: String) in
                SessionUpdate(expected: expected, text: text, expires: new.expires, openedAt: .start, rebase: nil)
            }
            #expect(try await stores.sessions.update(new.key, update("before", "lost")) == nil)
            #expect(try await stores.sessions.load(new.key, now: .start)?.text == "now")
            #expect(try await stores.sessions.update(new.key, update("now", "then")) == "then")
            #expect(try await stores.sessions.load(new.key, now: .start)?.text == "then")
        }
    }

    @Test(
        "a session that has run out is not updated, and so not brought back",
        arguments: [(-1, true), (0, false)] as [(Int64, Bool)]
    )
    func noUpdateAfterTheEnd(late: Int64, isAlive: Bool) async throws {
        for engine in Engine.available {
            try await engine.withStores { stores in
                for expected in ["a", "before"] {
                    let new = newSession("a")
                    try #require(try await stores.sessions.create(new))
                    let now = Timestamp(microseconds: new.expires.microseconds + late)
                    let later = new.expires.adding(seconds: 60)
                    let update = SessionUpdate(expected: expected, text: "b", expires: later, openedAt: now) { _ in
                        "b"
                    }
                    #expect(try await stores.sessions.update(new.key, update) == (isAlive ? "b" : nil))
                    #expect(try await stores.sessions.load(new.key, now: .start)?.text == (isAlive ? "b" : "a"))
                }
            }
        }
    }

    @Test("no simultaneous update is lost", arguments: Engine.available)
    func noLostUpdate(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let new = newSession("")
            try #require(try await stores.sessions.create(new))
            _ = try await concurrently(40) { number in
                try await stores.sessions.update(
                    new.key,
                    SessionUpdate(expected: "", text: " \(number)", expires: new.expires, openedAt: .start) { current in
                        current + " \(number)"
                    }
                )
            }
            let text = try #require(try await stores.sessions.load(new.key, now: .start)).text
            #expect(Set(text.split(separator: " ").map { Int($0) }) == Set(0..<40))
        }
    }

    @Test("a deleted session is not resurrected by a save that was under way", arguments: Engine.available)
    func noResurrection(on engine: Engine) async throws {
        try await engine.withStores { stores in
            _ = try await concurrently(30) { _ in
                let new = newSession("a")
                try #require(try await stores.sessions.create(new))
                async let update = stores.sessions.update(
                    new.key,
                    SessionUpdate(expected: "a", text: "b", expires: new.expires, openedAt: .start) { $0 }
                )
                async let deletion: Void = stores.sessions.delete(new.key)
                _ = try await (update, deletion)
                #expect(try await stores.sessions.load(new.key, now: .start) == nil)
                let late = SessionUpdate(expected: "b", text: "c", expires: new.expires, openedAt: .start) { $0 }
                #expect(try await stores.sessions.update(new.key, late) == nil)
            }
            #expect(try await stores.count("SELECT count(*) AS n FROM django_session") == 0)
        }
    }

    @Test("purging removes expired sessions only, at most as many as asked for", arguments: Engine.available)
    func purge(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            for _ in 0..<5 {
                _ = try await stores.signedIn(account.id)
            }
            let later = Timestamp.start.adding(seconds: 1_209_601)
            let live = newSession("live", at: later)
            try #require(try await stores.sessions.create(live))
            #expect(try await stores.sessions.purge(expiredBefore: later, limit: 3) == 3)
            #expect(try await stores.sessions.purge(expiredBefore: later, limit: 3) == 2)
            #expect(try await stores.sessions.purge(expiredBefore: later, limit: 3) == 0)
            #expect(try await stores.sessions.load(live.key, now: later) != nil)
            #expect(try await stores.count("SELECT count(*) AS n FROM hesap_session") == 0)
        }
    }

    @Test("the row is what Django would have written")
    func djangoForm() async throws {
        try await Engine.sqlite.withStores { stores in
            let new = NewSession(
                key: SessionKey.make(random: chance),
                text: "payload",
                expires: Timestamp(seconds: 1_800_000_000)
            )
            try #require(try await stores.sessions.create(new))
            let row = try #require(try await stores.rows("SELECT * FROM django_session").first)
            #expect(try row.text("session_key") == new.key.text)
            #expect(try row.text("session_data") == "payload")
            #expect(try row.text("expire_date") == "2027-01-15 08:00:00")
        }
    }

    private static func move(_ new: NewSession, expected: String) -> SessionMove {
        SessionMove(
            expected: expected,
            session: newSession("moved"),
            pointer: "pointer",
            pointerExpires: Timestamp.start.adding(seconds: 30)
        )
    }

    @Test(
        "a moved session has its new key and place in the index, and a pointer under the old one",
        arguments: Engine.available
    )
    func moved(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            let new = newSession("a", owner: account.id)
            try #require(try await stores.sessions.create(new))
            let move = Self.move(new, expected: "a")
            #expect(try await stores.sessions.move(new.key, move))
            let pointer = try await stores.sessions.load(new.key, now: .start)
            #expect(pointer?.text == "pointer")
            #expect(pointer?.expires == move.pointerExpires)
            #expect(try await stores.sessions.holder(of: new.key, account.id)?.lastSeenAt == nil)
            let loaded = try await stores.sessions.load(move.session.key, now: .start)
            #expect(loaded?.text == "moved")
            #expect(loaded?.expires == move.session.expires)
            let entry = try #require(try await stores.list.sessions(of: account.id, now: .start).first)
            #expect(entry.key == move.session.key)
            #expect(entry.publicID == new.owner?.publicID)
            #expect(entry.createdAt == .start)
        }
    }

    @Test("a session that changed or ended is not moved, and nothing is written", arguments: Engine.available)
    func notMoved(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let new = newSession("a")
            try #require(try await stores.sessions.create(new))
            #expect(try await stores.sessions.move(new.key, Self.move(new, expected: "b")) == false)
            #expect(try await stores.sessions.load(new.key, now: .start)?.text == "a")
            try await stores.sessions.delete(new.key)
            #expect(try await stores.sessions.move(new.key, Self.move(new, expected: "a")) == false)
            #expect(try await stores.count("SELECT count(*) AS n FROM django_session") == 0)
        }
    }

    @Test("of simultaneous moves of one session exactly one happens", arguments: Engine.available)
    func oneMove(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            let new = newSession("a", owner: account.id)
            try #require(try await stores.sessions.create(new))
            let made = try await concurrently(20) { _ in
                try await stores.sessions.move(new.key, Self.move(new, expected: "a"))
            }
            #expect(made.filter { $0 }.count == 1)
            #expect(try await stores.count("SELECT count(*) AS n FROM django_session") == 2)
        }
    }

    @Test("ending a session ends it under whichever key it has by then", arguments: Engine.available)
    func endedWhileMoved(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            _ = try await concurrently(20) { number in
                let new = newSession("a", owner: account.id)
                let id = try #require(new.owner?.publicID)
                try #require(try await stores.sessions.create(new))
                let move = Self.move(new, expected: "a")
                async let moved = stores.sessions.move(new.key, move)
                async let ended = stores.list.end(id, of: account.id)
                _ = try await (moved, ended)
                #expect(try await stores.isAlive(move.session.key) == false)
            }
            #expect(try await stores.list.sessions(of: account.id, now: .start).isEmpty)
        }
    }

    @Test("a rebased text ends when it says itself", arguments: Engine.available)
    func rebasedExpiry(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let new = newSession("now")
            try #require(try await stores.sessions.create(new))
            let sooner = Timestamp.start.adding(seconds: 7)
            let update = SessionUpdate(
                expected: "before",
                text: "lost",
                expires: new.expires,
                openedAt: .start,
                expiry: { $0 == "now+mine" ? sooner : .start },
                rebase: { $0 + "+mine" }
            )
            #expect(try await stores.sessions.update(new.key, update) == "now+mine")
            #expect(try await stores.sessions.load(new.key, now: .start)?.expires == sooner)
        }
    }
}
