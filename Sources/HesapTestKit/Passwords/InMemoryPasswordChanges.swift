package import DjangoCompat
package import HesapDomain

package struct InMemoryPasswordChanges: PasswordChanges {
    let shop: InMemoryShop

    package func history(of account: AccountID, limit: Int) async throws(Outage) -> [EncodedPassword] {
        try shop.transaction(.passwordChanges) { rows in Array(rows.history[account, default: []].prefix(limit)) }
    }

    package func replace(_ replacement: PasswordReplacement) async throws(Outage) -> Bool {
        try shop.transaction(.passwordChanges) { rows throws(Outage) in
            let id = replacement.account.id
            guard let current = rows.accounts[id], current.isWhatWasRead(replacement.account) else { return false }
            rows.accounts[id]?.password = replacement.password
            if replacement.event != .passwordChanged { rows.accounts[id]?.profile.userType = .registered }
            rows.remember(current.password, of: id, length: replacement.historyLength)
            rows.outbox.removeAll { $0.mail.kind == .passwordReset && $0.isAbout(current) }
            try rows.endSessions(of: id, survivor: replacement.survivor)
            if let notice = replacement.notice { rows.enqueue(notice, of: id, at: replacement.at) }
            rows.audit.append(
                AuditRow(event: replacement.event, account: id, at: replacement.at, requestID: replacement.requestID)
            )
            return true
        }
    }
}

extension Account {
    /// The bytes that a reset token signs: `==` of texts would hold canonically equal ones equal.
    fileprivate func isWhatWasRead(_ read: Account) -> Bool {
        password == read.password && lastLogin == read.lastLogin && email.utf8.elementsEqual(read.email.utf8)
            && isActive == read.isActive && profile.userType != .anonymized
    }
}

extension ShopRows {
    fileprivate mutating func remember(_ old: EncodedPassword, of account: AccountID, length: Int) {
        let kept = (old.isUsable ? [old] : []) + history[account, default: []]
        history[account] = Array(kept.prefix(length))
    }

    fileprivate mutating func endSessions(
        of account: AccountID,
        survivor: PasswordReplacement.Survivor?
    ) throws(Outage) {
        let previous = survivor.flatMap { sessions.removeValue(forKey: $0.previousKey) }
        endSessions(of: account)
        // A parallel sign-out deleted it: then nothing is left to live on.
        guard let survivor, let previous else { return }
        guard insert(survivor.session, createdAt: previous.createdAt) else {
            throw .fault(detail: "a fresh session key exists already")
        }
    }
}
