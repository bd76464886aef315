package import HesapDomain

/// Where a database stands.
package struct SchemaState: Sendable, Equatable {
    /// Names of the steps that have not run (`check`), or that ran just now (`run`).
    package let steps: [String]
    /// When there are any, nothing was changed and Hesap must not start.
    package let differences: [SchemaDifference]
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
            let tables = try Self.tables(in: session, dialect)
            guard !tables.isEmpty else { return SchemaState(steps: Step.all.map(\.name), differences: []) }
            let applied = tables.contains("hesap_migration") ? try Self.applied(in: session) : []
            return SchemaState(
                steps: Step.all.filter { !applied.contains($0.number) }.map(\.name),
                differences: try differences(tables, applied, in: session, dialect)
            )
        }
    }

    /// Everything in one transaction, so that of two processes that start at once one does the work and the other
    /// finds it done, and a step that fails leaves nothing behind.
    package func run(on database: any Database, at now: Timestamp) async throws(Outage) -> SchemaState {
        let dialect = database.dialect
        return try await database.write { session throws(Outage) in
            if let lock = dialect.migrationLock { _ = try session.all(lock) }
            let tables = try Self.tables(in: session, dialect)
            if tables.isEmpty {
                try makeDjangoTables(in: session, dialect)
            }
            let applied = tables.contains("hesap_migration") ? try Self.applied(in: session) : []
            let differences = try tables.isEmpty ? [] : differences(tables, applied, in: session, dialect)
            guard differences.isEmpty else { return SchemaState(steps: [], differences: differences) }
            let names = try apply(without: applied, at: now, in: session, dialect)
            return SchemaState(steps: names, differences: [])
        }
    }

    private func makeDjangoTables(in session: any SQLSession, _ dialect: Dialect) throws(Outage) {
        for table in [DjangoTable.user(userTable), .session] {
            try session.run(table.definition(dialect))
            for index in table.indexes {
                try session.run(index)
            }
        }
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
                try session.run(statement)
            }
            try session.run(
                "INSERT INTO hesap_migration (number, name, applied_at) VALUES (\(step.number), \(step.name), \(now))"
            )
            names.append(step.name)
        }
        // Not a step: Django drops it on SQLite whenever one of its migrations rebuilds the user table.
        try session.run("CREATE INDEX IF NOT EXISTS hesap_user_email ON \(userTable) (lower(email))")
        return names
    }

    private func differences(
        _ tables: Set<String>,
        _ applied: Set<Int64>,
        in session: any SQLSession,
        _ dialect: Dialect
    ) throws(Outage) -> [SchemaDifference] {
        var differences: [SchemaDifference] = []
        for table in [DjangoTable.user(userTable), .session] {
            if tables.contains(table.name.name) {
                differences += try TableCheck.differences(of: table, in: session, dialect)
            } else {
                differences.append(.missingTable(table.name.name))
            }
        }
        let newest = Step.all.map(\.number).max() ?? 0
        return differences + applied.filter { $0 > newest }.sorted().map { .newerStep($0) }
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
