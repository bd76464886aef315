package import HesapDomain
import DjangoCompat

package struct SQLAccounts: Accounts {
    private let database: any Database
    private let userTable: Identifier

    package init(database: any Database, userTable: Identifier = .authUser) {
        self.database = database
        self.userTable = userTable
    }

    package func find(_ id: AccountID) async throws(Outage) -> Account? {
        let row = try await database.first(AccountRows.byID(id, userTable: userTable))
        guard let row else { return nil }
        return try AccountRows.decode(row)
    }

    package func findAll(email: EmailAddress) async throws(Outage) -> [Account] {
        let dialect = database.dialect
        // The index hesap_user_email carries this where it was made. Without it this reads all users, and without a LIMIT
        // that stays so: a scan that ended at the first hit would tell known addresses by their time.
        // A bracket, because a scan must not hold up the single reads that would travel with it.
        let statement: SQL = """
            SELECT \(AccountRows.columns) FROM \(userTable) u LEFT JOIN hesap_profile p ON p.user_id = u.id
            WHERE lower(u.email\(dialect.byteOrder)) = \(email.comparisonKey) ORDER BY u.is_active DESC, u.id
            """
        let rows = try await database.read { session throws(Outage) in try session.all(statement) }
        var accounts: [Account] = []
        for row in rows {
            let account = try AccountRows.decode(row)
            if email.isSame(asStored: account.email) { accounts.append(account) }
        }
        return accounts
    }

    package func create(
        _ account: NewAccount,
        mail: [Mail],
        mailIfTaken: [Mail],
        at now: Timestamp
    ) async throws(Outage) -> CreationOutcome {
        let (userTable, dialect) = (userTable, database.dialect)
        return try await database.write { session throws(Outage) in
            let key = account.email.comparisonKey
            // A count, because it does not end at the first hit either.
            let holders = try session.first(
                "SELECT count(*) AS n FROM \(userTable) WHERE lower(email\(dialect.byteOrder)) = \(key)"
            )
            guard try holders?.integer("n") == 0 else {
                return try Self.addressTaken(mailIfTaken, at: now, in: session)
            }
            try Self.freeKey(key, in: session, dialect, userTable: userTable)
            let id = try Self.insert(account, at: now, in: session, userTable: userTable)
            guard let id else { return .usernameTaken }
            guard try ProfileRows.insert(account.profile, of: id, emailKey: key, in: session) else {
                // PostgreSQL only: somebody else's registration of the address was committed since the look above.
                try session.run("DELETE FROM \(userTable) WHERE id = \(id.raw)")
                return try Self.addressTaken(mailIfTaken, at: now, in: session)
            }
            for mail in mail {
                try OutboxRows.enqueue(mail, of: id, at: now, in: session)
            }
            try AuditRows.record(.registered, of: id, at: now, requestID: nil, in: session)
            return .created(id)
        }
    }

    /// A key without a holder was left behind when Django changed an address.
    ///
    /// The holder is looked for again here: on PostgreSQL somebody else's registration may have been committed since the
    /// look before.
    private static func freeKey(
        _ key: String,
        in session: any SQLSession,
        _ dialect: Dialect,
        userTable: Identifier
    ) throws(Outage) {
        try session.run(
            """
            UPDATE hesap_profile SET email_key = NULL WHERE email_key = \(key) AND NOT EXISTS (
                SELECT 1 FROM \(userTable) u
                WHERE u.id = hesap_profile.user_id AND lower(u.email\(dialect.byteOrder)) = \(key))
            """
        )
    }

    private static func addressTaken(
        _ mails: [Mail],
        at now: Timestamp,
        in session: any SQLSession
    ) throws(Outage) -> CreationOutcome {
        for mail in mails {
            try OutboxRows.enqueue(mail, of: nil, at: now, in: session)
        }
        return .addressTaken
    }

    /// The row as Django's `create_user` makes it; nil when the user name is taken.
    private static func insert(
        _ account: NewAccount,
        at now: Timestamp,
        in session: any SQLSession,
        userTable: Identifier
    ) throws(Outage) -> AccountID? {
        let row = try session.first(
            """
            INSERT INTO \(userTable) (password, last_login, is_superuser, username, last_name, email, is_staff,
                is_active, date_joined, first_name)
            VALUES (\(account.password.text), NULL, \(false), \(account.username), \(account.lastName),
                \(account.email.text), \(false), \(true), \(time: now), \(account.firstName))
            ON CONFLICT DO NOTHING RETURNING id
            """
        )
        guard let row else { return nil }
        return AccountID(try row.integer("id"))
    }

    package func update(_ id: AccountID, _ changes: ProfileChanges) async throws(Outage) -> Bool {
        let (userTable, dialect) = (userTable, database.dialect)
        return try await database.write { session throws(Outage) in
            let found = try AccountRows.hold(id, in: session, dialect, userTable: userTable)
            guard let account = found, account.profile.userType != .anonymized else { return false }
            let changed = changes.applied(to: account)
            if (changed.firstName, changed.lastName) != (account.firstName, account.lastName) {
                try session.run(
                    """
                    UPDATE \(userTable) SET first_name = \(changed.firstName), last_name = \(changed.lastName)
                    WHERE id = \(id.raw)
                    """
                )
            }
            try ProfileRows.save(changed.profile, of: id, email: account.email, in: session)
            return true
        }
    }
}
