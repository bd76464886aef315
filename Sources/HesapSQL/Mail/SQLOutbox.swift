package import HesapDomain
import DjangoCompat

package struct SQLOutbox: Outbox {
    let database: any Database

    package init(database: any Database) {
        self.database = database
    }

    package func enqueue(_ mail: Mail, at now: Timestamp) async throws(Outage) {
        try await database.write { session throws(Outage) in
            try OutboxRows.enqueue(mail, of: mail.account, at: now, in: session)
        }
    }

    package func claim(limit: Int, now: Timestamp, leaseSeconds: Int64) async throws(Outage) -> [ClaimedMail] {
        // The worker asks every second; a look through a reader costs no commit when nothing is due.
        let due = DueMail(now: now, leaseSeconds: leaseSeconds)
        guard try await isAnything(due) else { return [] }
        let (dialect, leaseEnd) = (database.dialect, now.adding(seconds: leaseSeconds))
        return try await database.write { session throws(Outage) in
            let rows = try session.all(
                """
                UPDATE hesap_outbox SET claimed_until = \(leaseEnd) WHERE id IN (
                    SELECT id FROM hesap_outbox WHERE topic IN (\(list: OutboxRows.mailTopics)) AND \(due)
                    ORDER BY CASE WHEN topic IN (\(list: OutboxRows.topicsWaitedFor)) THEN 0 ELSE 1 END, created_at, id
                    LIMIT \(limit) \(dialect.skipLocked))
                RETURNING id, topic, user_id, recipient, language, payload, failures, created_at
                """
            )
            var mails: [ClaimedMail] = []
            for row in rows {
                if let mail = try? Self.decode(row) {
                    mails.append(mail)
                } else {
                    try Self.setAside(row, now: now, in: session)
                }
            }
            // RETURNING promises no order.
            return mails.sorted { $0.turn < $1.turn }
        }
    }

    /// A row that somebody else wrote wrongly must not keep the mails behind it from leaving.
    private static func setAside(_ row: Row, now: Timestamp, in session: any SQLSession) throws(Outage) {
        try session.run(
            """
            UPDATE hesap_outbox SET dead_at = \(now), claimed_until = NULL,
                failures = failures + 1, last_failure = 'the row cannot be read'
            WHERE id = \(try row.integer("id"))
            """
        )
    }

    private func isAnything(_ due: DueMail) async throws(Outage) -> Bool {
        try await database.first(
            "SELECT id FROM hesap_outbox WHERE topic IN (\(list: OutboxRows.mailTopics)) AND \(due) LIMIT 1"
        ) != nil
    }

    private static func decode(_ row: Row) throws(Outage) -> ClaimedMail {
        guard let kind = OutboxRows.kind(ofTopic: try row.text("topic")),
            let language = LanguageCode(try row.text("language")),
            case .object(let members) = try JSONColumn.decode(row, "payload")
        else { throw .fault(detail: "a row of hesap_outbox cannot be read") }
        let variables = members.map { ($0.key, $0.value.string ?? "") }
        let mail = Mail(
            kind,
            to: try row.text("recipient"),
            account: try row.optionalInteger("user_id").flatMap { AccountID($0) },
            language: language,
            variables: Dictionary(variables) { _, last in last }
        )
        return ClaimedMail(
            id: OutboxID(raw: try row.integer("id")),
            mail: mail,
            failures: Int(try row.integer("failures")),
            queuedAt: try row.timestamp("created_at")
        )
    }

    package func replace(_ id: OutboxID, by mails: [Mail], at now: Timestamp) async throws(Outage) {
        try await database.write { session throws(Outage) in
            guard try session.run("DELETE FROM hesap_outbox WHERE id = \(id.raw)") == 1 else { return }
            for mail in mails {
                try OutboxRows.enqueue(mail, of: mail.account, at: now, in: session)
            }
        }
    }

    package func release(_ ids: [OutboxID]) async throws(Outage) {
        guard !ids.isEmpty else { return }
        try await database.write { session throws(Outage) in
            _ = try session.run(
                "UPDATE hesap_outbox SET claimed_until = NULL WHERE id IN (\(list: ids.map(\.raw)))"
            )
        }
    }

    package func delivered(_ id: OutboxID) async throws(Outage) {
        let topic = try await database.write { session throws(Outage) in
            try session.first("DELETE FROM hesap_outbox WHERE id = \(id.raw) RETURNING topic")?.text("topic")
        }
        // The address of somebody who was erased goes from the write-ahead log, too.
        if let kind = topic.flatMap({ OutboxRows.kind(ofTopic: $0) }), !kind.isKeptWhenDead {
            await database.forgetOldVersions()
        }
    }

    package func postpone(_ id: OutboxID, until due: Timestamp, reason: String) async throws(Outage) {
        try await database.write { session throws(Outage) in
            _ = try session.run(
                """
                UPDATE hesap_outbox SET due_at = \(due), claimed_until = NULL, failures = failures + 1,
                    last_failure = \(reason)
                WHERE id = \(id.raw)
                """
            )
        }
    }

    package func bury(_ id: OutboxID, at now: Timestamp, reason: String) async throws(Outage) {
        try await database.write { session throws(Outage) in
            _ = try session.run(
                """
                UPDATE hesap_outbox SET dead_at = \(now), claimed_until = NULL, failures = failures + 1,
                    last_failure = \(reason)
                WHERE id = \(id.raw)
                """
            )
        }
    }
}

extension SQL.StringInterpolation {
    fileprivate mutating func appendInterpolation(_ due: DueMail) {
        appendLiteral("dead_at IS NULL AND (due_at <= ")
        appendInterpolation(due.now)
        appendLiteral(" OR failures = 0 AND created_at > ")
        appendInterpolation(due.now)
        appendLiteral(" OR due_at > ")
        appendInterpolation(due.latestDue)
        appendLiteral(") AND (claimed_until IS NULL OR claimed_until <= ")
        appendInterpolation(due.now)
        appendLiteral(" OR claimed_until > ")
        appendInterpolation(due.latestLease)
        appendLiteral(")")
    }
}

extension ClaimedMail {
    fileprivate var turn: (Int, Int64, Int64) { (mail.kind.isWaitedFor ? 0 : 1, queuedAt.microseconds, id.raw) }
}
