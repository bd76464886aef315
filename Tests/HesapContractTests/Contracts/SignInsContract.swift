import DjangoCompat
import HesapDomain
import HesapSQL
import Testing

@Suite("SignIns port")
struct SignInsContract {
    private static func commit(
        _ account: Account,
        renewed: String? = nil,
        previousKey: SessionKey? = nil,
        session: NewSession? = nil
    ) -> SignInCommit {
        SignInCommit(
            account: account.id,
            verified: account.password,
            renewed: renewed.map { EncodedPassword($0) },
            previousKey: previousKey,
            session: session ?? newSession("signed in", owner: account.id),
            at: Timestamp.start.adding(seconds: 30),
            requestID: "request-1"
        )
    }

    @Test("the guest's session ends, the new one lives, the time is noted", arguments: Engine.available)
    func signIn(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            let guest = newSession("guest")
            try #require(try await stores.sessions.create(guest))
            let new = newSession("signed in", owner: account.id)
            #expect(try await stores.signIns.commit(Self.commit(account, previousKey: guest.key, session: new)))
            #expect(try await stores.isAlive(guest.key) == false)
            #expect(try await stores.sessions.load(new.key, now: .start)?.text == "signed in")
            #expect(try await stores.list.sessions(of: account.id, now: .start).map(\.key) == [new.key])
            let after = try #require(try await stores.accounts.find(account.id))
            #expect(after.lastLogin == Timestamp.start.adding(seconds: 30))
            #expect(after.password == account.password)
            #expect(try await stores.count("SELECT count(*) AS n FROM hesap_audit WHERE event = 'signed_in'") == 1)
        }
    }

    @Test("a renewed hash is stored and does not enter the history", arguments: Engine.available)
    func renewal(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            #expect(try await stores.signIns.commit(Self.commit(account, renewed: "pbkdf2_sha256$2$s$renewed")))
            #expect(try await stores.accounts.find(account.id)?.password.text == "pbkdf2_sha256$2$s$renewed")
            #expect(try await stores.passwords.history(of: account.id, limit: 24).isEmpty)
        }
    }

    @Test(
        "a sign-in loses against what happened while the password was being verified",
        arguments: Engine.available,
        ["UPDATE auth_user SET password = 'other'", "UPDATE auth_user SET is_active = false", "DELETE FROM auth_user"]
    )
    func overtaken(on engine: Engine, by change: String) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            let guest = newSession("guest")
            try #require(try await stores.sessions.create(guest))
            try await stores.run(SQL(definition: change))
            let new = newSession("signed in", owner: account.id)
            #expect(
                try await stores.signIns.commit(Self.commit(account, previousKey: guest.key, session: new)) == false
            )
            #expect(try await stores.isAlive(guest.key))
            #expect(try await stores.isAlive(new.key) == false)
        }
    }

    @Test("no session survives an anonymization that runs at the same time", arguments: Engine.available)
    func againstAnonymization(on engine: Engine) async throws {
        try await engine.withStores { stores in
            for number in 0..<10 {
                let account = try await stores.makeAccount("ada\(number)@example.com")
                let new = newSession("signed in", owner: account.id)
                async let isSignedIn = stores.signIns.commit(Self.commit(account, session: new))
                async let isAnonymized = stores.anonymizations.anonymize(anonymization(of: account.id))
                let (_, second) = try await (isSignedIn, isAnonymized)
                #expect(second)
                #expect(try await stores.isAlive(new.key) == false)
            }
        }
    }
}
