package import HesapDomain

/// Where a database stands.
package struct SchemaState: Sendable, Equatable {
    /// Names of the steps that have not run (`check`), or that ran just now (`run`).
    package let steps: [String]
    /// When there are any, nothing was changed and Hesap must not start.
    package let differences: [SchemaDifference]
    /// Whether looking a user up by address is carried by an index of ours, or reads all users.
    package let isEmailIndexed: Bool

    package init(steps: [String], differences: [SchemaDifference], isEmailIndexed: Bool) {
        self.steps = steps
        self.differences = differences
        self.isEmailIndexed = isEmailIndexed
    }
}

/// Brings a database to the schema of this program, or says why it cannot.
package struct Migrator: Sendable {
    private let userTable: Identifier

    package init(userTable: Identifier = .authUser) {
        self.userTable = userTable
    }

    /// What `run` would do, without doing it.
    package func check(on database: any Database) async throws(Outage) -> SchemaState {
        let dialect = database.dialect
        return try await database.read { session throws(Outage) in
            let found = try look(in: session, dialect)
            return SchemaState(
                steps: Step.all.filter { !found.applied.contains($0.number) }.map(\.name),
                differences: found.differences,
                isEmailIndexed: try EmailIndex.exists(on: userTable, in: session, dialect)
            )
        }
    }

    /// Everything in one transaction, so that of two processes that start at once one does the work and the other
    /// finds it done, and a step that fails leaves nothing behind.
    ///
    /// `emailIndex` asks for `EmailIndex` too; one that is there is kept either way.
    package func run(
        on database: any Database,
        emailIndex: Bool = false,
        at now: Timestamp
    ) async throws(Outage) -> SchemaState {
        let dialect = database.dialect
        return try await database.write { session throws(Outage) in
            // Before the first look: what this process sees has to be what the other one left behind.
            if let lock = dialect.migrationLock { _ = try session.all(lock) }
            let found = try look(in: session, dialect)
            guard found.differences.isEmpty else {
                return SchemaState(steps: [], differences: found.differences, isEmailIndexed: false)
            }
            if found.isEmpty { try makeDjangoTables(in: session, at: now, dialect) }
            var steps = try apply(without: found.applied, at: now, in: session, dialect)
            if emailIndex, try EmailIndex.make(on: userTable, in: session, dialect) {
                steps.append("index \(EmailIndex.name)")
            }
            let isIndexed = try EmailIndex.exists(on: userTable, in: session, dialect)
            return SchemaState(steps: steps, differences: [], isEmailIndexed: isIndexed)
        }
    }

    /// Changes no row, but asks for the right to: an empty transaction would not reach PostgreSQL at all.
    package func proveWritable(_ database: any Database) async throws(Outage) {
        try await database.write { [userTable] session throws(Outage) in
            try session.run("UPDATE django_session SET session_data = session_data WHERE 1 = 0")
            try session.run("UPDATE \(userTable) SET password = password WHERE 1 = 0")
            try session.run("UPDATE hesap_session SET session_key = session_key WHERE 1 = 0")
        }
    }

    private func makeDjangoTables(
        in session: any SQLSession,
        at now: Timestamp,
        _ dialect: Dialect
    ) throws(Outage) {
        for table in DjangoTable.all {
            for statement in table.statements(dialect.django) {
                try session.run(statement)
            }
        }
        try DjangoLedger.make(in: session, at: now, dialect)
    }

    private func apply(
        without applied: Set<Int64>,
        at now: Timestamp,
        in session: any SQLSession,
        _ dialect: Dialect
    ) throws(Outage) -> [String] {
        try session.run(
            SQL(
                definition: """
                    CREATE TABLE IF NOT EXISTS hesap_migration (
                        number \(dialect.bigint) NOT NULL PRIMARY KEY, name TEXT NOT NULL,
                        applied_at \(dialect.bigint) NOT NULL)
                    """
            )
        )
        var names: [String] = []
        for step in Step.all where !applied.contains(step.number) {
            for statement in step.statements(dialect, userTable) {
                try session.run(SQL(definition: statement))
            }
            try session.run(
                "INSERT INTO hesap_migration (number, name, applied_at) VALUES (\(step.number), \(step.name), \(now))"
            )
            names.append(step.name)
        }
        return names
    }

    /// A database before anything is done to it.
    private struct Found {
        let isEmpty: Bool
        let applied: Set<Int64>
        let differences: [SchemaDifference]
    }

    private func look(in session: any SQLSession, _ dialect: Dialect) throws(Outage) -> Found {
        let tables = try Self.tables(in: session, dialect)
        guard !tables.isEmpty else {
            // The names of Django's constraints depend on the model's; a guess would fail in a later migration.
            let isOurs = userTable == .authUser
            return Found(
                isEmpty: true,
                applied: [],
                differences: isOurs ? [] : [.emptyDatabase(userTable: userTable.name)]
            )
        }
        let applied = tables.contains("hesap_migration") ? try Self.applied(in: session) : []
        var differences: [SchemaDifference] = []
        for table in [DjangoTable.user(userTable), .session] {
            if tables.contains(table.name) {
                differences += try TableCheck.differences(of: table, in: session, dialect)
            } else {
                differences.append(.missingTable(table.name))
            }
        }
        let newest = Step.all.map(\.number).max() ?? 0
        differences += applied.filter { $0 > newest }.sorted().map { .newerStep($0) }
        return Found(isEmpty: false, applied: applied, differences: differences)
    }

    private static func tables(in session: any SQLSession, _ dialect: Dialect) throws(Outage) -> Set<String> {
        var names: Set<String> = []
        for row in try session.all(dialect.tables) {
            names.insert(try row.text("name"))
        }
        return names
    }

    private static func applied(in session: any SQLSession) throws(Outage) -> Set<Int64> {
        var numbers: Set<Int64> = []
        for row in try session.all("SELECT number FROM hesap_migration") {
            numbers.insert(try row.integer("number"))
        }
        return numbers
    }
}
