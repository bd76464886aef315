import DjangoCompat
import Foundation
import HesapDomain
import HesapSQL
import HesapTestKit
import HesapSQLite
import Testing

@Suite("Anonymizations port")
struct AnonymizationsContract {
    @Test("the row stays and everything that tells who it was is gone", arguments: Engine.available)
    func erased(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount(profile: fullProfile())
            let key = try await stores.signedIn(account.id)
            #expect(try await stores.passwords.replace(replacement(of: account, notice: mail(.passwordChanged))))
            try await stores.outbox.enqueue(mail(.passwordReset, of: account.id), at: .start)
            try await stores.outbox.enqueue(mail(.addressRegistered, to: "ADA@example.com"), at: .start)
            let order = anonymization(of: account.id)
            #expect(try await stores.anonymizations.anonymize(order))

            let after = try #require(try await stores.accounts.find(account.id))
            #expect(after.username == order.replacement)
            #expect(after.email == order.replacement)
            #expect(after.firstName.isEmpty && after.lastName.isEmpty)
            #expect(after.password == order.password)
            #expect(!after.isActive)
            #expect(after.dateJoined == account.dateJoined)
            var expected = Profile()
            expected.userType = .anonymized
            expected.anonymizedAt = order.at
            #expect(after.profile == expected)
            #expect(try await stores.isAlive(key) == false)
            #expect(try await stores.count("SELECT count(*) AS n FROM hesap_session") == 0)
            #expect(try await stores.passwords.history(of: account.id, limit: 24).isEmpty)
            #expect(try await stores.outbox.pending() == 0)
        }
    }

    @Test("the event says who and when, and nothing else", arguments: Engine.available)
    func event(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            #expect(try await stores.anonymizations.anonymize(anonymization(of: account.id)))
            let rows = try await stores.rows("SELECT topic, recipient, payload FROM hesap_outbox")
            #expect(rows.count == 1)
            let row = try #require(rows.first)
            #expect(try row.text("topic") == "user.anonymized")
            #expect(try row.optionalText("recipient") == nil)
            let payload = try JSONParser.parse(Array(try row.text("payload").utf8))
            #expect(
                payload
                    == .object([
                        .init("user_id", .integer(account.id.raw)),
                        .init("at", .string("2027-01-15T08:01:30.123456Z")),
                        .init("request_id", .string("request-2")),
                    ])
            )
            #expect(try await stores.outbox.claim(limit: 9, now: .start.adding(seconds: 999), leaseSeconds: 9).isEmpty)
            #expect(try await stores.count("SELECT count(*) AS n FROM hesap_audit WHERE event = 'anonymized'") == 1)
        }
    }

    @Test("waiting and dead mails go, the notice to the old address is what is left", arguments: Engine.available)
    func notice(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            try await stores.outbox.enqueue(mail(.passwordChanged, of: account.id), at: .start)
            let dead = try #require(try await stores.outbox.claim(limit: 1, now: .start, leaseSeconds: 9).first)
            try await stores.outbox.bury(dead.id, at: .start, reason: "550")
            let notice = mail(.accountAnonymized, to: account.email)
            let order = anonymization(of: account.id, notice: notice)
            #expect(try await stores.anonymizations.anonymize(order))
            #expect(try await stores.anonymizations.anonymize(order) == false)
            #expect(try await stores.outbox.list(onlyDead: false, after: nil, limit: 9).count == 1)
            let left = try await stores.outbox.claim(limit: 9, now: order.at, leaseSeconds: 9)
            #expect(left.map(\.mail) == [notice])
        }
    }

    @Test("twice is harmless, also at the same time; nobody is not found", arguments: Engine.available)
    func twice(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            let done = try await concurrently(10) { _ in
                try await stores.anonymizations.anonymize(anonymization(of: account.id))
            }
            #expect(done.filter(\.self).count == 1)
            #expect(try await stores.count("SELECT count(*) AS n FROM hesap_outbox") == 1)
            let nobody = try #require(AccountID(999))
            #expect(try await stores.anonymizations.anonymize(anonymization(of: nobody)) == false)
        }
    }

    @Test("others keep what is theirs, and the old address can be registered again", arguments: Engine.available)
    func others(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            let other = try await stores.makeAccount("grace@example.com", profile: fullProfile())
            let key = try await stores.signedIn(other.id)
            try await stores.outbox.enqueue(mail(.passwordReset, to: "grace@example.com", of: other.id), at: .start)
            #expect(try await stores.anonymizations.anonymize(anonymization(of: account.id)))
            #expect(try await stores.accounts.find(other.id) == other)
            #expect(try await stores.isAlive(key))
            #expect(try await stores.outbox.pending() == 1)
            #expect(try await stores.accounts.create(try newAccount("ada@example.com"), mail: [], at: .start) != nil)
        }
    }

    @Test("a user without a profile row can be anonymized", arguments: Engine.available)
    func withoutProfile(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let id = try await stores.makeDjangoUser(7, email: "grace@example.com")
            #expect(try await stores.anonymizations.anonymize(anonymization(of: id)))
            #expect(try await stores.accounts.find(id)?.profile.userType == .anonymized)
            #expect(try await stores.accounts.find(email: try address("grace@example.com")) == nil)
        }
    }

    @Test("no byte of what was erased is left in SQLite's files")
    func bytes() async throws {
        try await withTemporaryFile { path in
            let stores = try await Self.databaseWithCanaries(path)
            let files = [path, path + "-wal"]
            for canary in Self.canaries {
                #expect(Self.anyFile(files, holds: canary), "\(canary) was never written: the test proves nothing")
            }
            let account = try #require(try await stores.accounts.find(email: try address("canary-mail@example.com")))
            let notice = Mail(.accountAnonymized, to: account.email, account: nil, language: .english)
            #expect(try await stores.anonymizations.anonymize(anonymization(of: account.id, notice: notice)))
            #expect(Self.anyFile(files, holds: "canary-mail"), "the notice still has to go there")
            let now = Timestamp.start.adding(seconds: 90)
            let claimed = try #require(try await stores.outbox.claim(limit: 1, now: now, leaseSeconds: 9).first)
            try await stores.outbox.delivered(claimed.id)
            for canary in Self.canaries {
                #expect(!Self.anyFile(files, holds: canary), "\(canary) is still there")
            }
        }
    }

    private static let canaries = [
        "canaryfirstname", "canarylastname", "canary-mail", "canaryuser", "05559998877", "canaryagent", "198.51.100.99",
        "canaryhash", "canaryoldhash", "canaryattribute", "canarysession", "canarylink",
    ]

    private static func databaseWithCanaries(_ path: String) async throws -> Stores {
        let database = try SQLiteDatabase(path: path)
        _ = try await Migrator().run(on: database, at: .start)
        let stores = Stores(database: database)
        var profile = fullProfile()
        profile.phone = PhoneNumber("05559998877")
        profile.attributes = .object([.init("canaryattribute", .string(String(repeating: "long ", count: 2000)))])
        var new = try newAccount("canary-mail@example.com", username: "canaryuser", profile: profile)
        (new.firstName, new.lastName) = ("canaryfirstname", "canarylastname")
        new.password = EncodedPassword("canaryoldhash")
        let link = Mail(
            .welcome,
            to: "canary-mail@example.com",
            account: nil,
            language: .english,
            variables: ["link": "canarylink"]
        )
        let id = try #require(try await stores.accounts.create(new, mail: [link], at: .start))
        let account = try #require(try await stores.accounts.find(id))
        // Neighbours before and after, so that pages are shared, split and rewritten.
        for number in 0..<40 {
            let neighbour = try await stores.makeAccount("neighbour\(number)@example.com", profile: fullProfile())
            _ = try await stores.signedIn(neighbour.id)
        }
        #expect(try await stores.passwords.replace(replacement(of: account, by: "canaryhash")))
        for _ in 0..<10 {
            let owner = SessionOwner(
                account: id,
                publicID: SessionPublicID.make(random: chance),
                userAgent: "canaryagent",
                address: "198.51.100.99",
                at: .start
            )
            let text = "canarysession" + String(repeating: "x", count: 500)
            let expires = Timestamp.start.adding(seconds: 100)
            let new = NewSession(key: SessionKey.make(random: chance), text: text, expires: expires, owner: owner)
            #expect(try await stores.sessions.create(new))
        }
        return stores
    }

    private static func anyFile(_ files: [String], holds canary: String) -> Bool {
        files.contains { FileManager.default.contents(atPath: $0)?.range(of: Data(canary.utf8)) != nil }
    }
}
