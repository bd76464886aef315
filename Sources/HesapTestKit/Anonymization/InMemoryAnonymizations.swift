package import HesapDomain

package struct InMemoryAnonymizations: Anonymizations {
    let shop: InMemoryShop

    package func anonymize(_ anonymization: Anonymization) async throws(Outage) -> Bool {
        try shop.transaction(.anonymizations) { rows in
            let id = anonymization.account
            guard let old = rows.accounts[id], old.profile.userType != .anonymized else { return false }
            rows.accounts[id] = old.erased(by: anonymization)
            rows.history[id] = nil
            rows.outbox.removeAll { $0.isAbout(old) }
            if let notice = anonymization.notice { rows.enqueue(notice, of: nil, at: anonymization.at) }
            rows.endSessions(of: id)
            let (at, requestID) = (anonymization.at, anonymization.requestID)
            rows.events.append(EventRow(topic: "user.anonymized", account: id, at: at, requestID: requestID))
            rows.audit.append(AuditRow(event: .anonymized, account: id, at: at, requestID: requestID))
            return true
        }
    }

    package func counts(of account: Account, now: Timestamp) async throws(Outage) -> AnonymizationCounts {
        try shop.transaction(.anonymizations) { rows in
            AnonymizationCounts(
                sessions: rows.sessions(of: account.id).count { $0.value.expires > now },
                passwords: rows.history[account.id, default: []].count,
                mails: rows.outbox.count { $0.isAbout(account) }
            )
        }
    }
}

extension Account {
    fileprivate func erased(by anonymization: Anonymization) -> Account {
        var empty = Profile()
        empty.userType = .anonymized
        empty.anonymizedAt = anonymization.at
        return Account(
            id: id,
            username: anonymization.replacement,
            email: anonymization.replacement,
            password: anonymization.password,
            isActive: false,
            lastLogin: lastLogin,
            dateJoined: dateJoined,
            profile: empty
        )
    }
}
