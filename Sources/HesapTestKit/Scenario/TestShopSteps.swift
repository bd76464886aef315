package import DjangoCompat
package import HesapDomain
import Testing

/// What a scenario does on its way to what it is about.
extension TestShop {
    package var settings: DynamicSettings { live.current }

    /// Changes a setting as the operator does, and has this process take it over.
    package func set(_ key: SettingKey, _ value: JSONValue) async throws {
        _ = try await editor.set(key, to: value, by: "operator")
        await live.refresh()
    }

    package func account(_ id: AccountID) throws -> Account {
        try #require(store.rows.accounts[id])
    }

    // MARK: Accounts

    /// Puts an account into the store, past all rules, as Django or an import may have left it there.
    ///
    /// Without a password it gets Django's unusable one.
    @discardableResult
    package func addAccount(
        email: String = "ayse@example.com",
        username: String? = nil,
        password: String? = TestShop.password,
        firstName: String = "Ayşe",
        lastName: String = "Yılmaz",
        isActive: Bool = true,
        type: UserType = .registered
    ) throws -> Account {
        let encoded = password.map { hasher.stored($0) } ?? EncodedPassword.unusable(random: effects.random)
        let (joined, name) = (clock.now, username)
        let added = store.edit { rows -> Account? in
            guard let id = try? rows.nextAccountID() else { return nil }
            var account = Account(
                id: id,
                username: name ?? "user-\(id.raw)",
                email: email,
                password: encoded,
                firstName: firstName,
                lastName: lastName,
                isActive: isActive,
                dateJoined: joined
            )
            account.profile.userType = type
            rows.accounts[id] = account
            return account
        }
        return try #require(added)
    }

    /// Changes a stored account behind the ports' backs.
    package func edit(_ id: AccountID, _ change: @Sendable (inout Account) -> Void) {
        store.edit { rows in
            if var account = rows.accounts[id] {
                change(&account)
                rows.accounts[id] = account
            }
        }
    }

    package func tryToRegister(
        _ registration: Registration,
        origin: RequestOrigin = .fixture()
    ) async throws -> Register.Outcome {
        try await register(registration, origin: origin, settings: settings)
    }

    // MARK: Visits

    /// A guest who has made choices, and so has a session.
    package func guest(_ edits: [SessionEdit] = [.set("basket", .integer(7))]) async throws -> Visit {
        try #require(try await visits.write(edits, in: .unknown))
    }

    /// Writes into a stored session behind this process's back, as another one does.
    package func setElsewhere(_ name: String, _ value: JSONValue, in key: SessionKey) throws {
        let codec = SessionCodec(secretKeys: Self.secretKeys)
        var payload = try #require(store.rows.sessions[key].flatMap { codec.decode($0.text) })
        payload.set(name, value)
        let text = codec.encode(payload, at: clock.now.seconds)
        store.edit { $0.sessions[key]?.text = text }
    }

    package func tryToSignIn(
        _ email: String = "ayse@example.com",
        _ password: String = TestShop.password,
        in visit: Visit = .unknown,
        origin: RequestOrigin = .fixture()
    ) async throws -> SignIn.Outcome {
        try await signIn(
            email: try #require(EmailAddress(email)),
            password: Secret(password),
            in: visit,
            origin: origin,
            settings: settings
        )
    }

    /// The visit of a shopper who signed in with the right password.
    package func signedIn(
        _ account: Account,
        password: String = TestShop.password,
        in visit: Visit = .unknown,
        origin: RequestOrigin = .fixture()
    ) async throws -> Visit {
        let outcome = try await tryToSignIn(account.email, password, in: visit, origin: origin)
        guard case .signedIn(_, let visit) = outcome else {
            Issue.record("signing in ended with \(outcome)")
            return .unknown
        }
        return visit
    }

    /// A session made without a password, for accounts that have none.
    package func signedInWithoutPassword(_ account: Account) async throws -> Visit {
        let session = visits.signedInSession(
            for: account,
            password: account.password,
            keeping: .unknown,
            origin: .fixture()
        )
        #expect(try await store.sessionStore.create(session))
        return visits.visit(after: session, account: account)
    }

    /// The same browser's next request.
    package func reopen(_ visit: Visit) async throws -> Visit {
        try await visits.open(visit.key.map { [$0] } ?? [])
    }

    // MARK: Mail and cities

    /// Delivers what is due.
    ///
    /// - Returns: the mails that left now.
    @discardableResult
    package func deliver() async throws -> [Mail] {
        let before = transport.sent.count
        _ = try await deliverMail()
        return Array(transport.sent.dropFirst(before))
    }

    package func resetLink(for account: Account) throws -> ResetLinkParts {
        try #require(ResetLinkParts(link: links.link(for: account)))
    }

    package func tryToReset(
        _ link: ResetLinkParts,
        to new: NewPassword = .typed(TestShop.otherPassword),
        origin: RequestOrigin = .fixture()
    ) async throws -> ConfirmPasswordReset.Outcome {
        try await confirmReset(
            uidb64: link.uidb64,
            token: link.token,
            new: { () throws(Never) in new },
            origin: origin,
            settings: settings
        )
    }

    package func addCities(_ cities: City...) {
        store.edit { rows in cities.forEach { rows.cities[$0.id] = $0 } }
    }

    package func addNames(_ names: String..., of city: City) {
        store.edit { $0.alternativeCityNames[city.id, default: []] += names }
    }
}
