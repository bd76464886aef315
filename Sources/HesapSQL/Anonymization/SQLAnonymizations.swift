import DjangoCompat
package import HesapDomain

package struct SQLAnonymizations: Anonymizations {
    private let database: any Database
    private let userTable: Identifier

    package init(database: any Database, userTable: Identifier = .authUser) {
        self.database = database
        self.userTable = userTable
    }

    package func anonymize(_ anonymization: Anonymization) async throws(Outage) -> Bool {
        let (userTable, dialect) = (userTable, database.dialect)
        let isErased = try await database.write { session throws(Outage) in
            let found = try AccountRows.hold(anonymization.account, in: session, dialect, userTable: userTable)
            guard let account = found, account.profile.userType != .anonymized else { return false }
            try Self.eraseUser(anonymization, in: session, userTable: userTable)
            try Self.eraseProfile(account, anonymization, in: session)
            try Self.eraseRecords(of: account, in: session)
            // After the waiting mails, or it would go with them.
            if let notice = anonymization.notice {
                try OutboxRows.enqueue(notice, of: nil, at: anonymization.at, in: session)
            }
            try Self.announce(anonymization, in: session)
            return true
        }
        if isErased {
            await database.forgetOldVersions()
        }
        return isErased
    }

    package func counts(of account: Account, now: Timestamp) async throws(Outage) -> AnonymizationCounts {
        let row = try await database.first(Self.counting(account, at: now))
        return AnonymizationCounts(
            sessions: Int(try row?.integer("sessions") ?? 0),
            passwords: Int(try row?.integer("passwords") ?? 0),
            mails: Int(try row?.integer("mails") ?? 0)
        )
    }

    /// What `eraseRecords` deletes, in one statement; each part has an index but the few mails without an account.
    private static func counting(_ account: Account, at now: Timestamp) -> SQL {
        let id = account.id.raw
        return """
            SELECT (SELECT count(*) FROM hesap_session h JOIN django_session d ON d.session_key = h.session_key
                    WHERE h.user_id = \(id) AND d.expire_date > \(time: now)) AS sessions,
                (SELECT count(*) FROM hesap_password_history WHERE user_id = \(id)) AS passwords,
                (SELECT count(*) FROM hesap_outbox WHERE user_id = \(id) AND recipient IS NOT NULL
                    OR user_id IS NULL AND lower(recipient) = \(EmailAddress.comparisonKey(of: account.email))) AS mails
            """
    }

    private static func eraseUser(
        _ anonymization: Anonymization,
        in session: any SQLSession,
        userTable: Identifier
    ) throws(Outage) {
        try session.run(
            """
            UPDATE \(userTable) SET username = \(anonymization.replacement), email = \(anonymization.replacement),
                first_name = '', last_name = '', password = \(anonymization.password.text), is_active = \(false)
            WHERE id = \(anonymization.account.raw)
            """
        )
    }

    private static func eraseProfile(
        _ account: Account,
        _ anonymization: Anonymization,
        in session: any SQLSession
    ) throws(Outage) {
        var empty = Profile()
        empty.userType = .anonymized
        empty.anonymizedAt = anonymization.at
        try ProfileRows.save(empty, of: account.id, email: anonymization.replacement, in: session)
        // The row may have held the key of the old address, or of an older one that Django changed.
        let key = EmailAddress.comparisonKey(of: anonymization.replacement)
        try session.run("UPDATE hesap_profile SET email_key = \(key) WHERE user_id = \(account.id.raw)")
    }

    private static func eraseRecords(of account: Account, in session: any SQLSession) throws(Outage) {
        let id = account.id.raw
        try session.run("DELETE FROM hesap_password_history WHERE user_id = \(id)")
        try session.run("DELETE FROM hesap_outbox WHERE user_id = \(id) AND recipient IS NOT NULL")
        // A mail about an address may have been queued without an account.
        try session.run(
            """
            DELETE FROM hesap_outbox
            WHERE user_id IS NULL AND lower(recipient) = \(EmailAddress.comparisonKey(of: account.email))
            """
        )
        try SessionRows.deleteAll(of: account.id, in: session)
    }

    private static func announce(_ anonymization: Anonymization, in session: any SQLSession) throws(Outage) {
        let event = JSONValue.object([
            JSONValue.Member("user_id", .integer(anonymization.account.raw)),
            JSONValue.Member("at", .string(DjangoTime.iso8601(microseconds: anonymization.at.microseconds))),
            JSONValue.Member("request_id", .string(anonymization.requestID)),
        ])
        try OutboxRows.announce(
            "user.anonymized",
            event,
            of: anonymization.account,
            at: anonymization.at,
            in: session
        )
        try AuditRows.record(
            .anonymized,
            of: anonymization.account,
            at: anonymization.at,
            requestID: anonymization.requestID,
            in: session
        )
    }
}
