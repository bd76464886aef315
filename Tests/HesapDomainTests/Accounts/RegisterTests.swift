import DjangoCompat
import HesapDomain
import HesapTestKit
import Testing

@Suite("Registering")
struct RegisterTests {
    @Test("a new address gets an account with all that was told, a welcome, and no session")
    func newAddress() async throws {
        let shop = try await TestShop()
        var registration = try Registration.fixture(email: "Ayse@Example.com")
        registration.phone = PhoneNumber("+905320000000")
        registration.gender = .female
        registration.dateOfBirth = CivilDate("1990-02-28")
        registration.consents = Consents(sms: true)
        #expect(try await shop.tryToRegister(registration, origin: .fixture(language: .english)) == .accepted)

        let account = try #require(shop.store.rows.accounts.values.first)
        #expect(account.email == "Ayse@example.com")
        #expect(account.username == "Ayse@example.com")
        #expect([account.firstName, account.lastName] == ["Ayşe", "Yılmaz"])
        #expect(account.isActive)
        #expect(account.lastLogin == nil)
        #expect(account.dateJoined == FrozenClock.start)
        #expect(shop.hasher.isPassword(TestShop.password, of: account))
        var profile = Profile()
        profile.phone = registration.phone
        profile.gender = .female
        profile.dateOfBirth = registration.dateOfBirth
        profile.language = .english
        profile.consents = Consents(sms: true)
        #expect(account.profile == profile)
        #expect(profile.userType == .registered)
        let welcome = Mail(
            .welcome,
            to: "Ayse@example.com",
            account: account.id,
            language: .english,
            variables: ["first_name": "Ayşe"]
        )
        #expect(shop.store.rows.mails == [welcome])
        #expect(shop.store.rows.audit.map(\.event) == [.registered])
        #expect(shop.store.rows.sessions.isEmpty)
    }

    @Test(
        "a known address gets the same answer for the same hash, and only its mailbox hears more",
        arguments: [
            "ayse@example.com", "AYSE@example.com", "ayse@EXAMPLE.COM",
        ]
    )
    func knownAddress(typed: String) async throws {
        let (known, unknown) = (try await TestShop(), try await TestShop())
        let owner = try known.addAccount()
        let registration = try Registration.fixture(email: typed, firstName: "Buy pills at evil.example")
        let answers = [try await known.tryToRegister(registration), try await unknown.tryToRegister(registration)]
        #expect(answers == [.accepted, .accepted])
        #expect(known.hasher.jobs == unknown.hasher.jobs)
        #expect(known.hasher.jobs == [.encode(comparedWith: 0)])
        #expect(known.store.rows.accounts == [owner.id: owner])
        let recipient = try #require(EmailAddress(typed)).text
        // No variable: the name in it was chosen by whoever tried, and is not to be mailed to the owner.
        let notice = Mail(.addressRegistered, to: recipient, account: nil, language: .turkish)
        #expect(known.store.rows.mails == [notice])
        #expect(unknown.store.rows.mails.map(\.kind) == [.welcome])
    }

    @Test("a weak password is refused with every reason, before anything is hashed or looked up")
    func weak() async throws {
        let shop = try await TestShop()
        try shop.addAccount(email: "ayse@example.com")
        for email in ["ayse@example.com", "new@example.com"] {
            let outcome = try await shop.tryToRegister(.fixture(email: email, password: "1234"))
            #expect(outcome == .tooWeak([.tooShort(minimum: 8), .tooCommon, .entirelyNumeric]))
        }
        #expect(shop.hasher.jobs.isEmpty)
        #expect(shop.store.calls(of: .accounts) == 0)
        #expect(shop.store.rows.mails.isEmpty)
    }

    @Test(
        "a password like what was told in the same form is refused",
        arguments: [
            ("yilmaz.ayse@example.org", UserAttribute.username), ("Karadenizli-1", .firstName),
            ("Sarıgöllüoğlu-1", .lastName),
        ]
    )
    func similar(password: String, attribute: UserAttribute) async throws {
        let shop = try await TestShop()
        let registration = try Registration.fixture(
            email: "yilmaz.ayse@example.org",
            password: password,
            firstName: "Karadenizli",
            lastName: "Sarıgöllüoğlu"
        )
        #expect(try await shop.tryToRegister(registration) == .tooWeak([.tooSimilar(to: attribute)]))
    }

    @Test("of registrations of one address at the same moment one makes the account")
    func sameMoment() async throws {
        let shop = try await TestShop()
        try await shop.set(.throttleRates, .object([.init("password_reset_recipient", .null)]))
        let together = Rendezvous(of: 20)
        shop.hasher.duringEvery(.encode) { await together.arrive() }
        let registration = try Registration.fixture()
        let answers = try await withThrowingTaskGroup { group in
            for _ in 0..<20 { group.addTask { try await shop.tryToRegister(registration) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers == Array(repeating: .accepted, count: 20))
        #expect(shop.store.rows.accounts.count == 1)
        #expect(shop.store.rows.mails.filter { $0.kind == .welcome }.count == 1)
        #expect(shop.store.rows.mails.filter { $0.kind == .addressRegistered }.count == 19)
    }

    @Test("an address that is registered again and again is told only as often as resets are mailed")
    func noticesAreCounted() async throws {
        let shop = try await TestShop()
        try shop.addAccount(email: "ayse@example.com")
        try await shop.set(.throttleRates, .object([.init("password_reset_recipient", .string("2/hour"))]))
        for _ in 0..<4 { #expect(try await shop.tryToRegister(.fixture(email: "ayse@example.com")) == .accepted) }
        #expect(shop.store.rows.mails.map(\.kind) == [.addressRegistered, .addressRegistered])
    }

    @Test("registrations are counted per client address, weak ones too")
    func throttled() async throws {
        let shop = try await TestShop()
        try await shop.set(.throttleRates, .object([.init("register", .string("2/min"))]))
        _ = try await shop.tryToRegister(.fixture(password: "1234"))
        _ = try await shop.tryToRegister(.fixture())
        let third = try Registration.fixture(email: "third@example.com")
        #expect(try await shop.tryToRegister(third) == .throttled(retryAfterSeconds: 60))
        #expect(try await shop.tryToRegister(third, origin: .fixture(address: "192.0.2.2")) == .accepted)
    }

    @Test("a full hash queue is passed on, and leaves nothing behind")
    func busy() async throws {
        let shop = try await TestShop()
        shop.hasher.setFull(true)
        await #expect(throws: Outage.busy(retryAfterSeconds: 1)) { try await shop.tryToRegister(.fixture()) }
        #expect(shop.store.rows.accounts.isEmpty)
        #expect(shop.store.rows.mails.isEmpty)
    }

    @Test("an address that somebody else holds as a user name gets an account under a random one")
    func takenUserName() async throws {
        let shop = try await TestShop()
        let holder = try shop.addAccount(email: "can@example.com", username: "ayse@example.com")
        #expect(try await shop.tryToRegister(.fixture()) == .accepted)
        let made = try #require(shop.store.rows.accounts.values.first { $0.id != holder.id })
        #expect(made.email == "ayse@example.com")
        #expect(made.username.hasPrefix("user-"))
        #expect(shop.store.rows.mails.map(\.kind) == [.welcome])
        #expect(try await shop.tryToSignIn().visit?.account?.id == made.id)
    }

    @Test("an address too long for a user name gets a random one")
    func longAddress() throws {
        let host = Array(repeating: String(repeating: "b", count: 60), count: 3).joined(separator: ".")
        let long = try #require(EmailAddress("ayse@\(host).com"))
        let dice = SeededDice()
        let name = Username.make(for: long) { dice.bytes($0) }
        #expect(name.hasPrefix("user-"))
        #expect(name != Username.make(for: long) { dice.bytes($0) })
        #expect(name.count <= 150)
    }

    @Test("an address of up to 150 characters is the user name, without throwing dice")
    func shortAddress() throws {
        let email = try #require(EmailAddress("ayse@example.com"))
        #expect(Username.make(for: email, random: Effects.unprepared.random) == "ayse@example.com")
    }
}
