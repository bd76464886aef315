package import HesapDomain

package struct InMemoryOutbox: Outbox {
    let shop: InMemoryShop

    package func enqueue(_ mail: Mail, at now: Timestamp) async throws(Outage) {
        try shop.transaction(.outbox) { rows in rows.enqueue(mail, of: mail.account, at: now) }
    }

    package func claim(limit: Int, now: Timestamp, leaseSeconds: Int64) async throws(Outage) -> [ClaimedMail] {
        try shop.transaction(.outbox) { rows in
            let due = rows.outbox.indices.filter { rows.outbox[$0].isDue(now) }.prefix(limit)
            return due.map { index in
                rows.outbox[index].claimedUntil = now.adding(seconds: leaseSeconds)
                let row = rows.outbox[index]
                return ClaimedMail(id: row.id, mail: row.mail, failures: row.failures, queuedAt: row.queuedAt)
            }
        }
    }

    package func replace(_ id: OutboxID, by mails: [Mail], at now: Timestamp) async throws(Outage) {
        try shop.transaction(.outbox) { rows in
            guard let index = rows.outbox.firstIndex(where: { $0.id == id }) else { return }
            rows.outbox.remove(at: index)
            for mail in mails { rows.enqueue(mail, of: mail.account, at: now) }
        }
    }

    package func delivered(_ id: OutboxID) async throws(Outage) {
        try shop.transaction(.outbox) { rows in rows.outbox.removeAll { $0.id == id } }
    }

    package func postpone(_ id: OutboxID, until due: Timestamp, reason: String) async throws(Outage) {
        try shop.transaction(.outbox) { rows in
            guard let index = rows.outbox.firstIndex(where: { $0.id == id }) else { return }
            rows.outbox[index].dueAt = due
            rows.outbox[index].claimedUntil = nil
            rows.outbox[index].failures += 1
            rows.outbox[index].lastFailure = reason
        }
    }

    package func pending() async throws(Outage) -> Int {
        try shop.transaction(.outbox) { rows in rows.outbox.count }
    }
}

extension OutboxRow {
    fileprivate func isDue(_ now: Timestamp) -> Bool {
        dueAt <= now && claimedUntil.map { $0 <= now } ?? true
    }

    /// A mail about an address may have been queued before anybody looked whose it is.
    func isAbout(_ account: Account) -> Bool {
        guard let owner = mail.account else {
            return EmailAddress.comparisonKey(of: mail.recipient) == EmailAddress.comparisonKey(of: account.email)
        }
        return owner == account.id
    }
}

extension ShopRows {
    mutating func enqueue(_ mail: Mail, of account: AccountID?, at now: Timestamp) {
        let owned = Mail(
            mail.kind,
            to: mail.recipient,
            account: account,
            language: mail.language,
            variables: mail.variables
        )
        outbox.append(OutboxRow(id: OutboxID(raw: nextID()), mail: owned, queuedAt: now, dueAt: now))
    }
}
