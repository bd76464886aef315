import DjangoCompat
import HesapDomain
import HesapSQL
import Testing

@Suite("PasswordChanges port")
struct PasswordChangesContract {
    @Test("the password changes, sessions and reset mails die, the notice waits", arguments: Engine.available)
    func replace(on engine: Engine) async throws {
        try await engine.withStores { stores in
            var profile = Profile()
            profile.userType = .guest
            let account = try await stores.makeAccount(profile: profile)
            let key = try await stores.signedIn(account.id)
            try await stores.outbox.enqueue(mail(.passwordReset, of: account.id), at: .start)
            // As a request queues it: by address, before anybody looked the account up.
            try await stores.outbox.enqueue(mail(.passwordReset, to: "ADA@example.com"), at: .start)
            let notice = mail(.passwordChanged, of: account.id)
            #expect(try await stores.passwords.replace(replacement(of: account, notice: notice)))
            let after = try #require(try await stores.accounts.find(account.id))
            #expect(after.password.text == "pbkdf2_sha256$1$salt$second")
            #expect(after.profile.userType == .registered)
            #expect(after.lastLogin == nil)
            #expect(try await stores.isAlive(key) == false)
            #expect(try await stores.passwords.history(of: account.id, limit: 9) == [account.password])
            let waiting = try await stores.outbox.claim(limit: 9, now: .start.adding(seconds: 60), leaseSeconds: 1)
            #expect(waiting.map(\.mail) == [notice])
            #expect(try await stores.count("SELECT count(*) AS n FROM hesap_audit WHERE event = 'password_reset'") == 1)
        }
    }

    @Test(
        "a reset or a first password makes the type registered, a change leaves it",
        arguments: [
            (AuditEvent.passwordReset, UserType.registered), (.passwordSet, .registered), (.passwordChanged, .guest),
        ]
    )
    func userType(event: AuditEvent, expected: UserType) async throws {
        for engine in Engine.available {
            try await engine.withStores { stores in
                var profile = Profile()
                profile.userType = .guest
                let account = try await stores.makeAccount(profile: profile)
                #expect(try await stores.passwords.replace(replacement(of: account, event: event)))
                #expect(try await stores.accounts.find(account.id)?.profile.userType == expected)
            }
        }
    }

    @Test("a user without a profile row gets one at a reset", arguments: Engine.available)
    func profileIsMade(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let id = try await stores.makeDjangoUser(7, email: "Grace@example.com")
            let account = try #require(try await stores.accounts.find(id))
            #expect(try await stores.passwords.replace(replacement(of: account)))
            #expect(try await stores.count("SELECT count(*) AS n FROM hesap_profile WHERE user_id = 7") == 1)
        }
    }

    @Test("of fifty simultaneous confirms exactly one wins", arguments: Engine.available)
    func oneWins(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            let wins = try await concurrently(50) { number in
                try await stores.passwords.replace(replacement(of: account, by: "pbkdf2_sha256$1$salt$\(number)"))
            }
            #expect(wins.filter(\.self).count == 1)
            #expect(try await stores.passwords.history(of: account.id, limit: 60) == [account.password])
        }
    }

    @Test(
        "nothing is written when the account is not as it was read",
        arguments: Engine.available,
        [
            "UPDATE auth_user SET password = 'pbkdf2_sha256$1$salt$FIRST'",
            "UPDATE auth_user SET last_login = '2026-01-02 03:04:05'",
            "UPDATE auth_user SET email = 'Ada@example.com'",
            "UPDATE auth_user SET is_active = false",
            "UPDATE hesap_profile SET user_type = 'anonymized'",
            "DELETE FROM auth_user",
        ]
    )
    func overtaken(on engine: Engine, by change: String) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            try await stores.run(SQL(definition: change))
            let notice = mail(.passwordChanged, of: account.id)
            #expect(try await stores.passwords.replace(replacement(of: account, notice: notice)) == false)
            #expect(try await stores.outbox.pending() == 0)
            #expect(try await stores.passwords.history(of: account.id, limit: 9).isEmpty)
            #expect(try await stores.count("SELECT count(*) AS n FROM hesap_audit WHERE event = 'password_reset'") == 0)
        }
    }

    @Test("an account that signed in before can be reset: its last sign-in compares equal", arguments: Engine.available)
    func afterSignIn(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let id = try await stores.makeAccount().id
            for time in ["2026-01-02 03:04:05", "2026-01-02 03:04:05.678901", "2026-01-02 03:04:05.500000"] {
                try await stores.run("UPDATE auth_user SET last_login = \(time)")
                let account = try #require(try await stores.accounts.find(id))
                #expect(try await stores.passwords.replace(replacement(of: account, by: "new \(time)")))
            }
        }
    }

    @Test(
        "the history keeps as many as asked for, newest first",
        arguments: [(3, ["p4", "p3", "p2"]), (0, []), (24, ["p4", "p3", "p2", "p1", "p0"])]
    )
    func pruning(length: Int, expected: [String]) async throws {
        for engine in Engine.available {
            try await engine.withStores { stores in
                let id = try await stores.makeAccount().id
                try await stores.run("UPDATE auth_user SET password = 'p0'")
                for number in 1...5 {
                    let account = try #require(try await stores.accounts.find(id))
                    let change = replacement(of: account, by: "p\(number)", historyLength: number == 5 ? length : 24)
                    #expect(try await stores.passwords.replace(change))
                }
                let history = try await stores.passwords.history(of: id, limit: 24)
                #expect(history.map(\.text) == expected)
                #expect(try await stores.passwords.history(of: id, limit: 1).map(\.text) == Array(expected.prefix(1)))
            }
        }
    }

    @Test("an unusable password does not enter the history", arguments: Engine.available)
    func unusable(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let id = try await stores.makeAccount().id
            try await stores.run("UPDATE auth_user SET password = '!abc'")
            let account = try #require(try await stores.accounts.find(id))
            #expect(try await stores.passwords.replace(replacement(of: account, event: .passwordSet)))
            #expect(try await stores.passwords.history(of: id, limit: 24).isEmpty)
        }
    }

    @Test("the own session lives on under a new key and keeps its age", arguments: Engine.available)
    func survivor(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            let own = try await stores.signedIn(account.id)
            let other = try await stores.signedIn(account.id)
            let next = newSession("new hash", owner: account.id, at: Timestamp.start.adding(seconds: 60))
            let survivor = PasswordReplacement.Survivor(previousKey: own, session: next)
            #expect(
                try await stores.passwords.replace(
                    replacement(of: account, survivor: survivor, event: .passwordChanged)
                )
            )
            #expect(try await stores.isAlive(own) == false)
            #expect(try await stores.isAlive(other) == false)
            let entries = try await stores.list.sessions(of: account.id, now: .start)
            #expect(entries.map(\.key) == [next.key])
            #expect(entries.first?.createdAt == .start)
        }
    }

    @Test("a session that was signed out meanwhile does not live on", arguments: Engine.available)
    func signedOutMeanwhile(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            let own = try await stores.signedIn(account.id)
            try await stores.sessions.delete(own)
            let next = newSession("new hash", owner: account.id)
            let survivor = PasswordReplacement.Survivor(previousKey: own, session: next)
            #expect(try await stores.passwords.replace(replacement(of: account, survivor: survivor)))
            #expect(try await stores.isAlive(next.key) == false)
        }
    }
}
