import HesapDomain
import HesapSQL
import Testing

@Suite("SessionList port")
struct SessionListContract {
    @Test("live sessions of the account are listed, newest first", arguments: Engine.available)
    func listed(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            let other = try await stores.makeAccount("grace@example.com")
            let old = try await stores.signedIn(account.id, at: .start)
            let new = try await stores.signedIn(account.id, at: Timestamp.start.adding(seconds: 100))
            _ = try await stores.signedIn(other.id)
            let entries = try await stores.list.sessions(of: account.id, now: .start)
            #expect(entries.map(\.key) == [new, old])
            #expect(entries.first?.userAgent == "Firefox")
            #expect(entries.first?.address == "203.0.113.7")
            #expect(entries.last?.createdAt == .start)
            let late = Timestamp.start.adding(seconds: 1_209_650)
            #expect(try await stores.list.sessions(of: account.id, now: late).map(\.key) == [new])
        }
    }

    @Test("ending a session needs its own account", arguments: Engine.available)
    func endOne(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            let other = try await stores.makeAccount("grace@example.com")
            let key = try await stores.signedIn(account.id)
            let entry = try #require(try await stores.list.sessions(of: account.id, now: .start).first)
            #expect(try await stores.list.end(entry.publicID, of: other.id) == [])
            #expect(try await stores.isAlive(key))
            #expect(try await stores.list.end(entry.publicID, of: account.id) == [entry.key])
            #expect(try await stores.isAlive(key) == false)
            #expect(try await stores.list.end(entry.publicID, of: account.id) == [])
        }
    }

    @Test("all sessions of the account end but the one that is kept", arguments: Engine.available, [true, false])
    func endAll(on engine: Engine, keepsOne: Bool) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            let other = try await stores.makeAccount("grace@example.com")
            let mine = try await stores.signedIn(account.id)
            let second = try await stores.signedIn(account.id)
            let foreign = try await stores.signedIn(other.id)
            #expect(try await stores.list.endAll(of: account.id, except: keepsOne ? mine : nil) == (keepsOne ? 1 : 2))
            #expect(try await stores.isAlive(mine) == keepsOne)
            #expect(try await stores.isAlive(second) == false)
            #expect(try await stores.isAlive(foreign))
        }
    }

    @Test("sessions of everybody end, at most as many as asked for", arguments: Engine.available)
    func endAny(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            for _ in 0..<3 { _ = try await stores.signedIn(account.id) }
            for _ in 0..<2 { try #require(try await stores.sessions.create(newSession())) }
            #expect(try await stores.list.endAny(limit: 3) == 3)
            #expect(try await stores.list.endAny(limit: 3) == 2)
            #expect(try await stores.list.endAny(limit: 3) == 0)
            #expect(try await stores.count("SELECT count(*) AS n FROM hesap_session") == 0)
        }
    }

    @Test("what is not in the index is walked through in the order of keys", arguments: Engine.available)
    func unlisted(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            _ = try await stores.signedIn(account.id)
            var made: [UnlistedSession] = []
            for number in 0..<5 {
                let new = newSession("guest \(number)")
                try #require(try await stores.sessions.create(new))
                made.append(UnlistedSession(key: new.key, text: new.text))
            }
            var (walked, page) = ([UnlistedSession](), [UnlistedSession]())
            repeat {
                page = try await stores.list.unlisted(after: walked.last?.key, limit: 2)
                walked += page
            } while !page.isEmpty
            #expect(walked.count == 5)
            #expect(Set(walked.map(\.key)) == Set(made.map(\.key)))
            #expect(walked.allSatisfy { made.contains($0) })
        }
    }

    @Test("the last use only moves forward; a session that Django made has none", arguments: Engine.available)
    func touch(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            let key = try await stores.signedIn(account.id)
            let later = Timestamp.start.adding(seconds: 300)
            try await stores.list.touch(key, at: later)
            try await stores.list.touch(key, at: Timestamp.start.adding(seconds: 1))
            #expect(try await stores.sessions.holder(of: key, account.id)?.lastSeenAt == later)
            let guest = newSession()
            try #require(try await stores.sessions.create(guest))
            try await stores.list.touch(guest.key, at: later)
            #expect(try await stores.sessions.holder(of: guest.key, account.id)?.lastSeenAt == nil)
        }
    }

    @Test("an address is known while a session that began there lives", arguments: Engine.available)
    func knownAddress(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let (ada, grace) = (try address("ada@example.com"), try address("grace@example.com"))
            let account = try await stores.makeAccount("Ada@Example.com")
            _ = try await stores.makeAccount("grace@example.com")
            _ = try await stores.signedIn(account.id)
            _ = try await stores.signedIn(account.id)
            #expect(try await stores.list.knows(address: "203.0.113.7", of: ada, now: .start))
            #expect(try await stores.list.knows(address: "203.0.113.8", of: ada, now: .start) == false)
            #expect(try await stores.list.knows(address: "203.0.113.7", of: grace, now: .start) == false)
            let nobody = try address("nobody@example.com")
            #expect(try await stores.list.knows(address: "203.0.113.7", of: nobody, now: .start) == false)
            let late = Timestamp.start.adding(seconds: 1_209_600)
            #expect(try await stores.list.knows(address: "203.0.113.7", of: ada, now: late) == false)
        }
    }

    @Test("of several accounts of one address the one that signs in knows where it did", arguments: Engine.available)
    func knownAddressOfSeveral(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let email = try address("ada@example.com")
            let inactive = try await stores.makeDjangoUser(7, email: "ada@example.com", isActive: false)
            let first = try await stores.makeDjangoUser(8, email: "ADA@example.com")
            let second = try await stores.makeDjangoUser(9, email: "ada@example.com")
            for other in [inactive, second] { _ = try await stores.signedIn(other) }
            #expect(try await stores.list.knows(address: "203.0.113.7", of: email, now: .start) == false)
            _ = try await stores.signedIn(first)
            #expect(try await stores.list.knows(address: "203.0.113.7", of: email, now: .start))
        }
    }

    @Test(
        "a session that Django made is put into the index once, and ends with the others",
        arguments: Engine.available
    )
    func adopted(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            let new = newSession()
            try #require(try await stores.sessions.create(new))
            let owners = [0, 60].map { seconds in
                newSession(owner: account.id, at: .start.adding(seconds: seconds)).owner
            }
            for owner in owners.compactMap({ $0 }) {
                try await stores.list.adopt(new.key, by: owner)
            }
            let entry = try #require(try await stores.list.sessions(of: account.id, now: .start).first)
            #expect(entry.key == new.key)
            #expect(entry.publicID == owners[0]?.publicID)
            #expect(entry.createdAt == .start)
            #expect(try await stores.sessions.holder(of: new.key, account.id)?.lastSeenAt == .start)
            #expect(try await stores.list.endAll(of: account.id, except: nil) == 1)
            #expect(try await stores.isAlive(new.key) == false)
        }
    }

    @Test("a session that ended meanwhile is not put into the index", arguments: Engine.available)
    func adoptedTooLate(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            let gone = newSession(owner: account.id)
            try await stores.list.adopt(gone.key, by: try #require(gone.owner))
            #expect(try await stores.count("SELECT count(*) AS n FROM hesap_session") == 0)
        }
    }
}
