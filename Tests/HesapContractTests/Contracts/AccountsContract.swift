import DjangoCompat
import HesapDomain
import HesapSQL
import HesapTestKit
import Testing

@Suite("Accounts port")
struct AccountsContract {
    @Test("what was created is read back, by id and by address in any case", arguments: Engine.available)
    func createdIsFound(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let new = try newAccount("Ada.Byron@example.com", profile: fullProfile())
            let id = try #require(try await stores.accounts.create(new, mail: [], at: .start))
            let found = try #require(try await stores.accounts.find(id))
            #expect(found.email == "Ada.Byron@example.com")
            #expect(found.password == new.password)
            #expect(found.profile == new.profile)
            #expect(found.dateJoined == .start)
            #expect(found.lastLogin == nil)
            #expect(found.isActive)
            #expect(try await stores.accounts.find(email: try address("aDA.byron@EXAMPLE.com")) == found)
            #expect(try await stores.accounts.find(email: try address("byron@example.com")) == nil)
        }
    }

    @Test("text that looks like SQL, and any script, is stored as it is", arguments: Engine.available)
    func textIsData(on engine: Engine) async throws {
        try await engine.withStores { stores in
            var new = try newAccount("ada@example.com")
            new.firstName = "'); DROP TABLE auth_user; --"
            new.lastName = "Şükrü 👩‍🔬 $1"
            let id = try #require(try await stores.accounts.create(new, mail: [], at: .start))
            let found = try #require(try await stores.accounts.find(id))
            #expect(Array(found.firstName.utf8) == Array(new.firstName.utf8))
            #expect(Array(found.lastName.utf8) == Array(new.lastName.utf8))
        }
    }

    @Test("an address in use is refused in any case, and nothing is written", arguments: Engine.available)
    func duplicateIsRefused(on engine: Engine) async throws {
        try await engine.withStores { stores in
            _ = try await stores.makeAccount("ada@example.com")
            let again = try newAccount("ADA@example.com", username: "other")
            #expect(try await stores.accounts.create(again, mail: [mail(.welcome)], at: .start) == nil)
            #expect(try await stores.count("SELECT count(*) AS n FROM auth_user") == 1)
            #expect(try await stores.outbox.pending() == 0)
        }
    }

    @Test("a taken address queues the other mail instead, a taken user name nothing", arguments: Engine.available)
    func takenAddressIsTold(on engine: Engine) async throws {
        try await engine.withStores { stores in
            _ = try await stores.makeAccount("ada@example.com")
            let notice = mail(.addressRegistered, to: "ada@example.com")
            let sameAddress = try newAccount("ada@example.com", username: "other")
            let told = try await stores.accounts.create(
                sameAddress,
                mail: [mail(.welcome)],
                mailIfTaken: [notice],
                at: .start
            )
            #expect(told == .addressTaken)
            let claimed = try await stores.outbox.claim(limit: 5, now: .start, leaseSeconds: 60)
            #expect(claimed.map(\.mail.kind) == [.addressRegistered])
            let sameName = try newAccount("grace@example.com", username: "ada@example.com")
            let named = try await stores.accounts.create(
                sameName,
                mail: [mail(.welcome)],
                mailIfTaken: [notice],
                at: .start
            )
            #expect(named == .usernameTaken)
            #expect(try await stores.outbox.pending() == 1)
            #expect(try await stores.count("SELECT count(*) AS n FROM auth_user") == 1)
        }
    }

    @Test("of simultaneous registrations of one address exactly one wins", arguments: Engine.available)
    func oneRegistrationWins(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let made = try await concurrently(30) { number in
                let new = try newAccount(
                    number.isMultiple(of: 2) ? "ada@example.com" : "Ada@example.com",
                    username: "u\(number)"
                )
                return try await stores.accounts.create(new, mail: [mail(.welcome)], at: .start)
            }
            #expect(made.compactMap(\.self).count == 1)
            #expect(try await stores.count("SELECT count(*) AS n FROM auth_user") == 1)
            #expect(try await stores.outbox.pending() == 1)
        }
    }

    @Test("the mails of a registration belong to the new account", arguments: Engine.available)
    func mailsBelong(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let id = try await stores.accounts.create(
                try newAccount("ada@example.com"),
                mail: [mail(.welcome)],
                at: .start
            )
            let claimed = try await stores.outbox.claim(limit: 5, now: .start, leaseSeconds: 60)
            #expect(claimed.map(\.mail.account) == [id])
        }
    }

    @Test("a user that Django made is a registered one, found in any case", arguments: Engine.available)
    func djangoUser(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let id = try await stores.makeDjangoUser(7, email: "Grace@example.com")
            let found = try #require(try await stores.accounts.find(email: try address("grace@example.com")))
            #expect(found.id == id)
            #expect(found.profile == Profile())
            #expect(found.dateJoined == Timestamp(microseconds: 1_767_323_045_678_901))
        }
    }

    @Test("of several users of one address an active one comes first, then the oldest", arguments: Engine.available)
    func preferredOfSeveral(on engine: Engine) async throws {
        try await engine.withStores { stores in
            for (id, isActive) in [(3, false), (5, true), (4, true)] as [(Int64, Bool)] {
                _ = try await stores.makeDjangoUser(id, email: "grace@example.com", isActive: isActive)
            }
            let found = try await stores.accounts.find(email: try address("grace@example.com"))
            #expect(found?.id == AccountID(4))
        }
    }

    @Test("only what was sent changes, and a profile row is made where there is none", arguments: Engine.available)
    func partialUpdate(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let id = try await stores.makeDjangoUser(7, email: "grace@example.com")
            var first = ProfileChanges()
            first.firstName = .set("Grace")
            first.phone = .set(PhoneNumber("05551112233"))
            first.smsAllowed = .set(true)
            #expect(try await stores.accounts.update(id, first))
            var second = ProfileChanges()
            second.lastName = .set("Hopper")
            second.smsAllowed = .set(false)
            #expect(try await stores.accounts.update(id, second))
            let found = try #require(try await stores.accounts.find(id))
            #expect(found.firstName == "Grace")
            #expect(found.lastName == "Hopper")
            #expect(found.profile.phone?.text == "05551112233")
            #expect(found.profile.consents == Consents())
        }
    }

    @Test("several users of one address can each have a profile", arguments: Engine.available)
    func profilesOfOneAddress(on engine: Engine) async throws {
        try await engine.withStores { stores in
            for number in [1, 2, 3] as [Int64] {
                let id = try await stores.makeDjangoUser(number, email: "grace@example.com")
                var changes = ProfileChanges()
                changes.language = .set(.english)
                #expect(try await stores.accounts.update(id, changes))
            }
            #expect(try await stores.count("SELECT count(*) AS n FROM hesap_profile") == 3)
        }
    }

    @Test("an account that is gone or anonymized is not updated", arguments: Engine.available)
    func updateOfNobody(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount()
            #expect(try await stores.anonymizations.anonymize(anonymization(of: account.id)))
            var changes = ProfileChanges()
            changes.firstName = .set("Ada")
            #expect(try await stores.accounts.update(account.id, changes) == false)
            #expect(try await stores.accounts.find(account.id)?.firstName == "")
            #expect(try await stores.accounts.update(try #require(AccountID(999)), changes) == false)
        }
    }

    @Test("an address that Django changed can be registered by somebody else", arguments: Engine.available)
    func changedAddressIsFree(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount("ada@example.com")
            try await stores.run("UPDATE auth_user SET email = 'new@example.com' WHERE id = \(account.id.raw)")
            #expect(try await stores.accounts.find(email: try address("ada@example.com")) == nil)
            let other = try newAccount("ada@example.com", username: "other")
            #expect(try await stores.accounts.create(other, mail: [], at: .start) != nil)
        }
    }

    @Test("a user that Django deletes takes everything personal along", arguments: Engine.available)
    func deletedByDjango(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let account = try await stores.makeAccount(profile: fullProfile())
            _ = try await stores.signedIn(account.id)
            #expect(try await stores.passwords.replace(replacement(of: account)))
            try await stores.run("DELETE FROM auth_user")
            #expect(try await stores.count("SELECT count(*) AS n FROM hesap_profile") == 0)
            #expect(try await stores.count("SELECT count(*) AS n FROM hesap_password_history") == 0)
            #expect(try await stores.count("SELECT count(*) AS n FROM hesap_session") == 0)
        }
    }

    @Test("all users of one address are found, compared as Django compares", arguments: Engine.available)
    func allOfOneAddress(on engine: Engine) async throws {
        try await engine.withStores { stores in
            let emails = [
                "Mike@example.org", "mike@EXAMPLE.org", "m\u{131}ke@example.org", "M\u{130}KE@example.org",
                "mi\u{212A}e@example.org", "mike@example.org", "xmike@example.org", "mike_@example.org",
            ]
            for (number, email) in emails.enumerated() {
                _ = try await stores.makeDjangoUser(Int64(number + 1), email: email, isActive: number != 0)
            }
            let found = try await stores.accounts.findAll(email: try address("MIKE@example.org"))
            #expect(found.map(\.id.raw) == [2, 6, 1])
        }
    }
}
