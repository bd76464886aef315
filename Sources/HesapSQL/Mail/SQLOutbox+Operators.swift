package import HesapDomain

/// What operators and metrics ask of the outbox; the worker's part is in `SQLOutbox.swift`.
extension SQLOutbox {
    package func pending() async throws(Outage) -> Int {
        try await count(
            "SELECT count(*) AS mails FROM hesap_outbox WHERE topic IN (\(list: OutboxRows.mailTopics)) AND dead_at IS NULL"
        )
    }

    package func dead() async throws(Outage) -> Int {
        try await count(
            """
            SELECT count(*) AS mails FROM hesap_outbox
            WHERE topic IN (\(list: OutboxRows.mailTopics)) AND dead_at IS NOT NULL
            """
        )
    }

    private func count(_ statement: SQL) async throws(Outage) -> Int {
        try await database.read { session throws(Outage) in
            Int(try session.first(statement)?.integer("mails") ?? 0)
        }
    }

    package func list(onlyDead: Bool, after: OutboxID?, limit: Int) async throws(Outage) -> [OutboxEntry] {
        try await database.read { session throws(Outage) in
            let rows = try session.all(
                """
                SELECT id, topic, user_id, created_at, failures, due_at, dead_at, last_failure FROM hesap_outbox
                WHERE topic IN (\(list: OutboxRows.mailTopics)) AND id > \(after?.raw ?? 0)
                    AND (dead_at IS NOT NULL OR \(!onlyDead)) ORDER BY id LIMIT \(limit)
                """
            )
            var entries: [OutboxEntry] = []
            for row in rows {
                if let entry = try Self.entry(row) { entries.append(entry) }
            }
            return entries
        }
    }

    private static func entry(_ row: Row) throws(Outage) -> OutboxEntry? {
        guard let kind = OutboxRows.kind(ofTopic: try row.text("topic")) else { return nil }
        return OutboxEntry(
            id: OutboxID(raw: try row.integer("id")),
            kind: kind,
            account: try row.optionalInteger("user_id").flatMap { AccountID($0) },
            queuedAt: try row.timestamp("created_at"),
            failures: Int(try row.integer("failures")),
            dueAt: try row.timestamp("due_at"),
            deadAt: try row.optionalTimestamp("dead_at"),
            lastFailure: try row.optionalText("last_failure")
        )
    }

    package func retry(_ choice: OutboxChoice, at now: Timestamp) async throws(Outage) -> [OutboxID] {
        switch choice {
        case .allDead:
            return try await change(
                """
                UPDATE hesap_outbox SET dead_at = NULL, failures = 0, due_at = \(now)
                WHERE topic IN (\(list: OutboxRows.mailTopics)) AND dead_at IS NOT NULL RETURNING id
                """
            )
        case .these(let ids):
            guard !ids.isEmpty else { return [] }
            return try await change(
                """
                UPDATE hesap_outbox SET dead_at = NULL, failures = 0, due_at = \(now)
                WHERE topic IN (\(list: OutboxRows.mailTopics)) AND id IN (\(list: ids.map(\.raw))) RETURNING id
                """
            )
        }
    }

    package func drop(_ ids: [OutboxID]) async throws(Outage) -> [OutboxID] {
        guard !ids.isEmpty else { return [] }
        let dropped = try await change(
            """
            DELETE FROM hesap_outbox
            WHERE topic IN (\(list: OutboxRows.mailTopics)) AND id IN (\(list: ids.map(\.raw))) RETURNING id
            """
        )
        await database.forgetOldVersions()
        return dropped
    }

    private func change(_ statement: SQL) async throws(Outage) -> [OutboxID] {
        try await database.write { session throws(Outage) in
            var ids: [OutboxID] = []
            for row in try session.all(statement) {
                ids.append(OutboxID(raw: try row.integer("id")))
            }
            return ids.sorted { $0.raw < $1.raw }
        }
    }

    package func purge(deadBefore: Timestamp, unkeptBefore: Timestamp) async throws(Outage) {
        let unkept = Mail.Kind.allCases.filter { !$0.isKeptWhenDead }.map { OutboxRows.topic($0) }
        let isAnyRemoved = try await database.write { session throws(Outage) in
            let dead = try session.run(
                "DELETE FROM hesap_outbox WHERE topic IN (\(list: OutboxRows.mailTopics)) AND dead_at <= \(deadBefore)"
            )
            let late = try session.run(
                "DELETE FROM hesap_outbox WHERE topic IN (\(list: unkept)) AND created_at <= \(unkeptBefore)"
            )
            return dead + late > 0
        }
        if isAnyRemoved { await database.forgetOldVersions() }
    }
}
