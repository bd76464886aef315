package import DjangoCompat
package import HesapDomain

/// The whole application over in-memory stores: every port and every use case, wired as `Wiring.swift` wires them.
package struct TestShop: Sendable {
    /// Passes Django's four validators for every shopper of the fixtures.
    package static let password = "kırmızı-Bisiklet-42"
    package static let otherPassword = "yeşil-Tramvay-1907"
    package static let publicURL = "https://shop.example.com"
    package static let secretKeys = SecretKeys(primary: "a test's secret", fallbacks: ["an older secret"])
    package static let sessionLifetimeSeconds: Int64 = 1_209_600

    // MARK: The world

    package let clock: FrozenClock
    package let dice: SeededDice
    package let effects: Effects
    package let store: InMemoryShop
    package let hasher: FakeHasher
    package let transport: RecordingTransport

    // MARK: Shared parts

    package let live: LiveSettings
    package let editor: SettingsEditor
    package let gate: ThrottleGate
    package let visits: Visits
    package let links: ResetLinks
    package let check: PasswordCheck

    // MARK: Use cases

    package let register: Register
    package let createAccount: CreateAccount
    package let signIn: SignIn
    package let ownSessions: OwnSessions
    package let requestReset: RequestPasswordReset
    package let confirmReset: ConfirmPasswordReset
    package let changePassword: ChangePassword
    package let setPassword: SetPassword
    package let passwordHints: PasswordHints
    package let anonymize: Anonymize
    package let anonymizationPreview: AnonymizationPreview
    package let activateCurrency: ActivateCurrency
    package let activeCurrency = ActiveCurrency()
    package let chooseCity: ChooseCity
    package let currentCity: CurrentCity
    package let chooseLanguage: ChooseLanguage
    package let importCities: ImportCities
    package let prepareMail: PrepareMail
    package let deliverMail: DeliverMail

    package init(secretKeys: SecretKeys = TestShop.secretKeys, store: InMemoryShop = InMemoryShop()) async throws {
        let (clock, dice) = (FrozenClock(), SeededDice())
        let effects = Effects.fixed(clock: clock, dice: dice)
        let hasher = FakeHasher(dice: dice)
        (self.clock, self.dice, self.effects, self.store, self.hasher) = (clock, dice, effects, store, hasher)
        let accounts = store.accounts
        live = try await LiveSettings(store: store.settingsStore)
        editor = SettingsEditor(store: store.settingsStore, effects: effects)
        gate = ThrottleGate(store: store.throttles, secretKey: Secret("a test's secret"), effects: effects)
        visits = Visits(
            store: store.sessionStore,
            list: store.sessionList,
            secretKeys: secretKeys,
            effects: effects,
            lifetimeSeconds: Self.sessionLifetimeSeconds
        )
        links = ResetLinks(secretKeys: secretKeys, accounts: accounts, effects: effects, publicURL: Self.publicURL)
        check = PasswordCheck(changes: store.passwordChanges, hasher: hasher)
        let replace = ReplaceOwnPassword(
            check: check,
            changes: store.passwordChanges,
            visits: visits,
            effects: effects
        )
        register = Register(accounts: accounts, hasher: hasher, gate: gate, effects: effects)
        createAccount = CreateAccount(accounts: accounts, hasher: hasher, effects: effects)
        signIn = SignIn(
            accounts: accounts,
            signIns: store.signIns,
            sessions: store.sessionList,
            hasher: hasher,
            visits: visits,
            gate: gate,
            effects: effects
        )
        ownSessions = OwnSessions(list: store.sessionList, effects: effects)
        requestReset = RequestPasswordReset(outbox: store.outbox, gate: gate, effects: effects)
        confirmReset = ConfirmPasswordReset(
            links: links,
            check: check,
            changes: store.passwordChanges,
            gate: gate,
            effects: effects
        )
        changePassword = ChangePassword(replace: replace, hasher: hasher, gate: gate)
        setPassword = SetPassword(replace: replace)
        passwordHints = PasswordHints(links: links)
        anonymize = Anonymize(
            anonymizations: store.anonymizations,
            hasher: hasher,
            gate: gate,
            effects: effects
        )
        anonymizationPreview = AnonymizationPreview(
            anonymizations: store.anonymizations,
            cities: store.cities,
            effects: effects
        )
        activateCurrency = ActivateCurrency(visits: visits)
        chooseCity = ChooseCity(cities: store.cities, accounts: accounts, visits: visits)
        currentCity = CurrentCity(cities: store.cities)
        chooseLanguage = ChooseLanguage(accounts: accounts)
        importCities = ImportCities(cities: store.cities)
        prepareMail = PrepareMail(accounts: accounts, links: links, settings: live)
        transport = RecordingTransport(prepare: prepareMail)
        deliverMail = DeliverMail(outbox: store.outbox, transport: transport, accounts: accounts, effects: effects)
    }
}
