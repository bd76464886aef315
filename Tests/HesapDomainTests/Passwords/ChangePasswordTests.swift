import DjangoCompat
import HesapDomain
import HesapTestKit
import Testing

extension TestShop {
    /// Changes the password of whoever is signed in.
    func tryToChange(
        from old: String = TestShop.password,
        to new: NewPassword = .typed(TestShop.otherPassword),
        in visit: Visit
    ) async throws -> ChangePassword.Outcome {
        try await changePassword(
            old: Secret(old),
            new: new,
            of: try #require(visit.account),
            in: visit,
            origin: .fixture(),
            settings: settings
        )
    }
}

@Suite("Changing a password")
struct ChangePasswordTests {
    @Test("the own session lives on under a new key, all others die")
    func sessions() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let guest = try await shop.guest([.set("currency", .string("EUR"))])
        let other = try await shop.signedIn(account)
        let own = try await shop.signedIn(account, in: guest)
        let strangers = try await shop.signedIn(try shop.addAccount(email: "can@example.com"))
        let after = try #require(try await shop.tryToChange(in: own).visit)
        #expect(after.key != own.key)
        #expect(after.payload["currency"] == .string("EUR"))
        #expect(try await shop.reopen(after).account?.id == account.id)
        #expect(try await shop.reopen(own).key == nil)
        #expect(try await shop.reopen(other).key == nil)
        #expect(try await shop.reopen(strangers).account != nil)
        #expect(shop.store.rows.sessions.count == 2)
    }

    @Test("whoever signed in through a backend of Django's own choice stays signed in through it")
    func backend() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let custom = JSONValue.string("shop.auth.EmailBackend")
        let members = signedInMembers(account).map { $0.0 == "_auth_user_backend" ? ($0.0, custom) : $0 }
        let visit = try await shop.visits.open([try await shop.plant(members)])
        let after = try #require(try await shop.tryToChange(in: visit).visit)
        #expect(shop.payload(of: after.key)?["_auth_user_backend"] == custom)
        #expect(shop.payload(of: after.key)?["cart_id"] == .integer(9))
    }

    @Test("the old password goes into the history, the owner is told, and it is audited")
    func records() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount(type: .guest)
        let visit = try await shop.signedIn(account)
        #expect(try await shop.tryToChange(in: visit).word == "changed")
        let changed = try shop.account(account.id)
        #expect(shop.hasher.isPassword(TestShop.otherPassword, of: changed))
        #expect(changed.profile.userType == .guest, "only reset and set make a registered one")
        #expect(shop.store.rows.history[account.id] == [account.password])
        let notice = Mail(
            .passwordChanged,
            to: "ayse@example.com",
            account: account.id,
            language: .turkish,
            variables: ["first_name": "Ayşe"]
        )
        #expect(shop.store.rows.mails == [notice])
        #expect(shop.store.rows.audit.map(\.event) == [.signedIn, .passwordChanged])
        #expect(try await shop.tryToSignIn("ayse@example.com", TestShop.password).word == "invalid")
        #expect(try await shop.tryToSignIn("ayse@example.com", TestShop.otherPassword).word == "signed in")
    }

    @Test("a wrong old password, or none to know, changes nothing and costs one hash", arguments: [true, false])
    func wrongOld(hasPassword: Bool) async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount(password: hasPassword ? TestShop.password : nil)
        let visit = try await shop.signedInWithoutPassword(account)
        #expect(try await shop.tryToChange(from: "wrong", in: visit).word == "wrong old password")
        #expect(shop.hasher.jobs == [.verify(isKnown: hasPassword)])
        #expect(try shop.account(account.id) == account)
        #expect(try await shop.reopen(visit).account != nil)
    }

    @Test("a refused new password changes nothing")
    func refused() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let visit = try await shop.signedIn(account)
        let before = try shop.account(account.id)
        let same = try await shop.tryToChange(to: .typed(TestShop.password), in: visit)
        #expect(same.word == "refused \(NewPasswordRefusal.tooWeak([.usedBefore(remembered: 5)]))")
        let differing = try await shop.tryToChange(to: .typed(TestShop.otherPassword, "x"), in: visit)
        #expect(differing.word == "refused \(NewPasswordRefusal.mismatch)")
        #expect(try shop.account(account.id) == before)
        #expect(shop.store.rows.mails.isEmpty)
        #expect(try await shop.reopen(visit).account != nil)
    }

    @Test("the history keeps as many as it is told, so the oldest may come back")
    func pruning() async throws {
        let shop = try await TestShop()
        try await shop.set(.passwordHistoryLength, .integer(2))
        let account = try shop.addAccount(password: "eski-Kapı-00")
        var visit = try await shop.signedIn(account, password: "eski-Kapı-00")
        var encoded = [account.password]
        for number in 1...3 {
            let outcome = try await shop.tryToChange(
                from: "eski-Kapı-0\(number - 1)",
                to: .typed("eski-Kapı-0\(number)"),
                in: visit
            )
            visit = try #require(outcome.visit)
            encoded.append(try shop.account(account.id).password)
        }
        #expect(shop.store.rows.history[account.id] == [encoded[2], encoded[1]])
        for number in 1...2 {
            let again = try await shop.tryToChange(from: "eski-Kapı-03", to: .typed("eski-Kapı-0\(number)"), in: visit)
            #expect(again.word == "refused \(NewPasswordRefusal.tooWeak([.usedBefore(remembered: 2)]))")
        }
        let back = try await shop.tryToChange(from: "eski-Kapı-03", to: .typed("eski-Kapı-00"), in: visit)
        #expect(back.word == "changed")
    }

    @Test("history 0 forgets also what was kept before")
    func noHistory() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let old = shop.hasher.stored("eski-Kapı-11")
        shop.store.edit { $0.history[account.id] = [old] }
        try await shop.set(.passwordHistoryLength, .integer(0))
        #expect(try await shop.tryToChange(in: try await shop.signedIn(account)).word == "changed")
        #expect(shop.store.rows.history[account.id, default: []].isEmpty)
    }

    // MARK: A stolen session

    @Test("a stolen session is no way to guess the password")
    func throttled() async throws {
        let shop = try await TestShop()
        try await shop.set(.throttleRates, .object([.init("login", .string("3/min"))]))
        let account = try shop.addAccount()
        let visit = try await shop.signedIn(account)
        var words: [String] = []
        for _ in 0..<3 { words.append(try await shop.tryToChange(from: "wrong", in: visit).word) }
        #expect(Set(words) == ["wrong old password"])
        #expect(try await shop.tryToChange(in: visit).word == "throttled 60")
        shop.clock.advance(seconds: 60)
        #expect(try await shop.tryToChange(in: visit).word == "changed")
    }

    @Test("a success empties the counter")
    func cleared() async throws {
        let shop = try await TestShop()
        try await shop.set(.throttleRates, .object([.init("login", .string("2/min"))]))
        var visit = try await shop.signedIn(try shop.addAccount())
        _ = try await shop.tryToChange(from: "wrong", in: visit)
        visit = try #require(try await shop.tryToChange(in: visit).visit)
        for _ in 0..<2 {
            #expect(try await shop.tryToChange(from: "wrong", in: visit).word == "wrong old password")
        }
    }

    // MARK: What happens while the new password is hashed

    @Test("a change loses against an erasure that ran meanwhile")
    func anonymizedMeanwhile() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let visit = try await shop.signedIn(account)
        shop.hasher.duringNext(.encode) {
            #expect(await (try? shop.anonymize.erase(account, language: .turkish, requestID: "r")) == true)
        }
        #expect(try await shop.tryToChange(in: visit).word == "session ended")
        #expect(try !shop.account(account.id).password.isUsable)
        #expect(shop.store.rows.sessions.isEmpty)
        #expect(shop.store.rows.history[account.id] == nil)
        #expect(shop.store.rows.mails.map(\.kind) == [.accountAnonymized])
    }

    @Test("of two changes at the same moment one wins")
    func changedMeanwhile() async throws {
        let shop = try await TestShop()
        let account = try shop.addAccount()
        let visit = try await shop.signedIn(account)
        shop.hasher.duringNext(.encode) {
            let rival = try? await shop.tryToChange(to: .typed("öbür-Pencere-33"), in: visit)
            #expect(rival?.word == "changed")
        }
        #expect(try await shop.tryToChange(in: visit).word == "session ended")
        #expect(shop.hasher.isPassword("öbür-Pencere-33", of: try shop.account(account.id)))
        #expect(shop.store.rows.history[account.id] == [account.password])
    }

    @Test("a sign-out that ran meanwhile is not undone")
    func signedOutMeanwhile() async throws {
        let shop = try await TestShop()
        let visit = try await shop.signedIn(try shop.addAccount())
        shop.hasher.duringNext(.encode) { _ = try? await shop.visits.end(visit) }
        _ = try await shop.tryToChange(in: visit)
        #expect(shop.store.rows.sessions.isEmpty)
    }
}
