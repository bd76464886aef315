package import DjangoCompat
package import HesapDomain

package struct SQLPasswordChanges: PasswordChanges {
    private let database: any Database
    private let userTable: Identifier

    package init(database: any Database, userTable: Identifier = .authUser) {
        self.database = database
        self.userTable = userTable
    }

    package func history(of account: AccountID, limit: Int) async throws(Outage) -> [EncodedPassword] {
        try await database.read { session throws(Outage) in
            let rows = try session.all(
                """
                SELECT encoded FROM hesap_password_history WHERE user_id = \(account.raw)
                ORDER BY id DESC LIMIT \(limit)
                """
            )
            var passwords: [EncodedPassword] = []
            for row in rows {
                passwords.append(EncodedPassword(try row.text("encoded")))
            }
            return passwords
        }
    }

    package func replace(_ replacement: PasswordReplacement) async throws(Outage) -> Bool {
        let (userTable, dialect) = (userTable, database.dialect)
        return try await database.write { session throws(Outage) in
            let id = replacement.account.id
            let held = try AccountRows.hold(id, in: session, dialect, userTable: userTable)
            guard let current = held, Self.isUnchanged(current, since: replacement.account) else { return false }
            try session.run("UPDATE \(userTable) SET password = \(replacement.password.text) WHERE id = \(id.raw)")
            try Self.remember(current.password, of: id, replacement, in: session)
            if replacement.event == .passwordReset || replacement.event == .passwordSet {
                try ProfileRows.setUserType(.registered, of: id, email: current.email, in: session)
            }
            try OutboxRows.deleteMails(.passwordReset, of: current, in: session)
            try Self.endSessions(of: id, survivor: replacement.survivor, in: session)
            if let notice = replacement.notice {
                try OutboxRows.enqueue(notice, of: id, at: replacement.at, in: session)
            }
            try AuditRows.record(
                replacement.event,
                of: id,
                at: replacement.at,
                requestID: replacement.requestID,
                in: session
            )
            return true
        }
    }

    /// Compares what a reset token signs, byte by byte: `==` of two texts would hold canonically equal ones equal.
    private static func isUnchanged(_ current: Account, since read: Account) -> Bool {
        current.password == read.password && current.lastLogin == read.lastLogin
            && current.email.utf8.elementsEqual(read.email.utf8) && current.isActive == read.isActive
            && current.profile.userType != .anonymized
    }

    private static func remember(
        _ old: EncodedPassword,
        of account: AccountID,
        _ replacement: PasswordReplacement,
        in session: any SQLSession
    ) throws(Outage) {
        if old.isUsable, replacement.historyLength > 0 {
            try session.run(
                """
                INSERT INTO hesap_password_history (user_id, encoded, replaced_at)
                VALUES (\(account.raw), \(old.text), \(replacement.at))
                """
            )
        }
        try session.run(
            """
            DELETE FROM hesap_password_history WHERE user_id = \(account.raw) AND id NOT IN (
                SELECT id FROM hesap_password_history WHERE user_id = \(account.raw)
                ORDER BY id DESC LIMIT \(max(0, replacement.historyLength)))
            """
        )
    }

    private static func endSessions(
        of account: AccountID,
        survivor: PasswordReplacement.Survivor?,
        in session: any SQLSession
    ) throws(Outage) {
        guard let survivor else {
            try SessionRows.deleteAll(of: account, in: session)
            return
        }
        let key = survivor.previousKey
        let createdAt = try session.first("SELECT created_at FROM hesap_session WHERE session_key = \(key.text)")?
            .timestamp("created_at")
        let wasAlive = try SessionRows.delete(key, in: session)
        try SessionRows.deleteAll(of: account, in: session)
        // A parallel sign-out deleted it: then nothing is left to live on.
        guard wasAlive else { return }
        guard try SessionRows.insert(survivor.session, createdAt: createdAt, in: session) else {
            throw .fault(detail: "a fresh session key exists already")
        }
    }
}
