import DjangoCompat
import Glibc
import HesapDomain
import HesapHTTP
import HesapMail
import HesapPostgres
import HesapSQL
import HesapSQLite

/// The stores on one database.
///
/// Only this file and what calls it know which engine it is.
struct Stores: Sendable {
    private let engine: any Database
    private let userTable: Identifier
    private let closeEngine: @Sendable () async -> Void
    /// Tells at once when another process stored settings; nil where that has to be asked for.
    let settingsNotices: PostgresNotices?

    /// Only `hesap migrate` makes a database; elsewhere a mistyped path would leave an empty one.
    init(_ configuration: DatabaseConfiguration, mayCreate: Bool = false) throws(CommandFault) {
        switch configuration.url {
        case .sqlite(let path):
            let sqlite = try Self.open(path, configuration, mayCreate: mayCreate)
            engine = sqlite
            closeEngine = { await sqlite.close() }
            settingsNotices = nil
        case .postgres(let url):
            let postgres = PostgresDatabase(
                url,
                connections: configuration.connections,
                queueLimit: configuration.queue,
                statementTimeout: mayCreate ? Self.migrationTimeout : Self.statementTimeout,
                lockLimit: mayCreate ? nil : Self.lockLimit
            )
            engine = postgres
            closeEngine = { await postgres.close() }
            settingsNotices = PostgresNotices(url, channel: .settingsChannel)
        }
        userTable = configuration.userTable
    }

    /// No statement of a request takes longer, unless somebody else holds a lock; a shopper does not wait longer.
    private static let statementTimeout = Duration.seconds(5)
    /// Whoever waits behind one that waits for a lock, two seconds at most, still gets a connection.
    private static let lockLimit = Duration.seconds(1)
    /// An index over millions of rows takes minutes.
    private static let migrationTimeout = Duration.seconds(3600)

    private static func open(
        _ path: String,
        _ configuration: DatabaseConfiguration,
        mayCreate: Bool
    ) throws(CommandFault) -> SQLiteDatabase {
        guard mayCreate || access(path, F_OK) == 0 else {
            throw CommandFault("there is no database at \(path) (DATABASE_URL): run hesap migrate")
        }
        do {
            return try SQLiteDatabase(path: path, queueLimit: configuration.queue)
        } catch {
            throw CommandFault("cannot open the database at \(path) (DATABASE_URL): \(error.forOperator)")
        }
    }

    /// Proves that the database takes writes, so that a read-only file or role is found at the start and not by shoppers.
    func requireWritable() async throws(CommandFault) {
        do {
            try await Migrator(userTable: userTable).proveWritable(engine)
        } catch {
            throw CommandFault("the database cannot be written (DATABASE_URL): \(error.forOperator)")
        }
    }

    var accounts: any Accounts { SQLAccounts(database: engine, userTable: userTable) }
    var sessions: any SessionStore { SQLSessions(database: engine, userTable: userTable) }
    var sessionList: any SessionList { SQLSessionList(database: engine, userTable: userTable) }
    var signIns: any SignIns { SQLSignIns(database: engine, userTable: userTable) }
    var passwordChanges: any PasswordChanges { SQLPasswordChanges(database: engine, userTable: userTable) }
    var throttles: any Throttles { SQLThrottles(database: engine) }
    var cities: any Cities { SQLCities(database: engine) }
    var settings: any SettingsStore { SQLSettings(database: engine) }
    var outbox: any Outbox { SQLOutbox(database: engine) }
    var anonymizations: any Anonymizations { SQLAnonymizations(database: engine, userTable: userTable) }

    func migrate(emailIndex: Bool = false, at now: Timestamp) async throws(Outage) -> SchemaState {
        let state = try await Migrator(userTable: userTable).run(on: engine, emailIndex: emailIndex, at: now)
        if state.differences.isEmpty { try await cities.prepareSearch() }
        return state
    }

    func schema() async throws(Outage) -> SchemaState {
        try await Migrator(userTable: userTable).check(on: engine)
    }

    /// Finishes what was accepted and lets go of the database.
    func close() async {
        await closeEngine()
    }
}

/// Everything that runs, built once and in this order.
struct Wiring: Sendable {
    let configuration: ServerConfiguration
    let stores: Stores
    let effects: Effects
    let settings: LiveSettings
    let hashing: HashPool
    let localClock: LocalClock
    /// What `console:` wrote, for the local mailbox.
    let writtenMails = SentMailMemory()

    /// - Throws: `SettingError` when what is stored in the settings table does not parse.
    init(_ configuration: ServerConfiguration, stores: Stores, effects: Effects) async throws {
        self.configuration = configuration
        self.stores = stores
        self.effects = effects
        settings = try await LiveSettings(store: stores.settings)
        hashing = HashPool(configuration.hashing, effects: effects)
        localClock = LocalClock(configuration.timeZone.zone)
    }

    var resetLinks: ResetLinks {
        ResetLinks(
            secretKeys: configuration.secrets.keys,
            accounts: stores.accounts,
            effects: effects,
            publicURL: configuration.site.publicURL.text,
            utcOffset: localClock.utcOffset
        )
    }

    private var gate: ThrottleGate {
        ThrottleGate(store: stores.throttles, secretKey: configuration.secrets.secretKey, effects: effects)
    }

    private var visits: Visits {
        Visits(
            store: stores.sessions,
            list: stores.sessionList,
            secretKeys: configuration.secrets.keys,
            effects: effects,
            lifetimeSeconds: Int64(configuration.cookies.sessionAge)
        )
    }
}

extension Wiring {
    /// What the endpoints call.
    func useCases() -> UseCases {
        let (visits, gate) = (visits, gate)
        let check = PasswordCheck(changes: stores.passwordChanges, hasher: hashing)
        let replace = ReplaceOwnPassword(
            check: check,
            changes: stores.passwordChanges,
            visits: visits,
            effects: effects
        )
        return UseCases(
            settings: { [settings] in settings.current },
            effects: effects,
            visits: visits,
            activateCurrency: ActivateCurrency(visits: visits),
            chooseCity: ChooseCity(cities: stores.cities, accounts: stores.accounts, visits: visits),
            currentCity: CurrentCity(cities: stores.cities),
            chooseLanguage: ChooseLanguage(accounts: stores.accounts),
            cities: stores.cities,
            accounts: stores.accounts,
            signIn: signIn(visits, gate),
            register: register(gate),
            ownSessions: OwnSessions(list: stores.sessionList, effects: effects),
            requestPasswordReset: RequestPasswordReset(outbox: stores.outbox, gate: gate, effects: effects),
            confirmPasswordReset: confirmPasswordReset(check, gate),
            changePassword: ChangePassword(replace: replace, hasher: hashing, gate: gate),
            setPassword: SetPassword(replace: replace),
            passwordHints: PasswordHints(links: resetLinks),
            anonymize: anonymize(gate),
            anonymizationPreview: AnonymizationPreview(
                anonymizations: stores.anonymizations,
                cities: stores.cities,
                effects: effects
            ),
            sentMails: sentMails
        )
    }

    private func signIn(_ visits: Visits, _ gate: ThrottleGate) -> SignIn {
        SignIn(
            accounts: stores.accounts,
            signIns: stores.signIns,
            sessions: stores.sessionList,
            hasher: hashing,
            visits: visits,
            gate: gate,
            effects: effects
        )
    }

    private func register(_ gate: ThrottleGate) -> Register {
        Register(accounts: stores.accounts, hasher: hashing, gate: gate, effects: effects)
    }

    private func confirmPasswordReset(_ check: PasswordCheck, _ gate: ThrottleGate) -> ConfirmPasswordReset {
        ConfirmPasswordReset(
            links: resetLinks,
            check: check,
            changes: stores.passwordChanges,
            gate: gate,
            effects: effects
        )
    }

    private func anonymize(_ gate: ThrottleGate) -> Anonymize {
        Anonymize(anonymizations: stores.anonymizations, hasher: hashing, gate: gate, effects: effects)
    }

    /// The operator's way to erase an account.
    func anonymize() -> Anonymize { anonymize(gate) }

    func endSessions() -> EndSessions {
        EndSessions(list: stores.sessionList, store: stores.sessions, secretKeys: configuration.secrets.keys)
    }
}
