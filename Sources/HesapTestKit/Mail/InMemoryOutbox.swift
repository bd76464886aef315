package import HesapDomain

package struct InMemoryOutbox: Outbox {
    let shop: InMemoryShop

    package func enqueue(_ mail: Mail, at now: Timestamp) async throws(Outage) {
        try shop.transaction(.outbox) { rows in rows.enqueue(mail, of: mail.account, at: now) }
    }

    package func claim(limit: Int, now: Timestamp, leaseSeconds: Int64) async throws(Outage) -> [ClaimedMail] {
        try shop.transaction(.outbox) { rows in
            let isDue = DueMail(now: now, leaseSeconds: leaseSeconds)
            let due = rows.outbox.indices.filter { rows.outbox[$0].waits(isDue) }
            // A stable order: rows are in the order of their time.
            let waitedFor = due.filter { rows.outbox[$0].mail.kind.isWaitedFor }
            let others = due.filter { !rows.outbox[$0].mail.kind.isWaitedFor }
            return (waitedFor + others).prefix(limit).map { index in
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

    package func release(_ ids: [OutboxID]) async throws(Outage) {
        try shop.transaction(.outbox) { rows in
            for index in rows.outbox.indices where ids.contains(rows.outbox[index].id) {
                rows.outbox[index].claimedUntil = nil
            }
        }
    }

    package func bury(_ id: OutboxID, at now: Timestamp, reason: String) async throws(Outage) {
        try shop.transaction(.outbox) { rows in
            guard let index = rows.outbox.firstIndex(where: { $0.id == id }) else { return }
            rows.outbox[index].deadAt = now
            rows.outbox[index].claimedUntil = nil
            rows.outbox[index].failures += 1
            rows.outbox[index].lastFailure = reason
        }
    }

    package func pending() async throws(Outage) -> Int {
        try shop.transaction(.outbox) { rows in rows.outbox.count { $0.deadAt == nil } }
    }

    package func dead() async throws(Outage) -> Int {
        try shop.transaction(.outbox) { rows in rows.outbox.count { $0.deadAt != nil } }
    }

    package func list(onlyDead: Bool, after: OutboxID?, limit: Int) async throws(Outage) -> [OutboxEntry] {
        try shop.transaction(.outbox) { rows in
            let wanted = rows.outbox.filter { $0.id.raw > (after?.raw ?? 0) && ($0.deadAt != nil || !onlyDead) }
            return wanted.sorted { $0.id.raw < $1.id.raw }.prefix(limit).map(\.entry)
        }
    }

    package func retry(_ choice: OutboxChoice, at now: Timestamp) async throws(Outage) -> [OutboxID] {
        try shop.transaction(.outbox) { rows in
            let chosen = rows.outbox.indices.filter { rows.outbox[$0].isMeant(by: choice) }
            for index in chosen {
                rows.outbox[index].deadAt = nil
                rows.outbox[index].failures = 0
                rows.outbox[index].dueAt = now
            }
            return chosen.map { rows.outbox[$0].id }.sorted { $0.raw < $1.raw }
        }
    }

    package func drop(_ ids: [OutboxID]) async throws(Outage) -> [OutboxID] {
        try shop.transaction(.outbox) { rows in
            let found = rows.outbox.map(\.id).filter { ids.contains($0) }
            rows.outbox.removeAll { ids.contains($0.id) }
            return found.sorted { $0.raw < $1.raw }
        }
    }

    package func purge(deadBefore: Timestamp, unkeptBefore: Timestamp) async throws(Outage) {
        try shop.transaction(.outbox) { rows in
            rows.outbox.removeAll { row in
                row.deadAt.map { $0 <= deadBefore } == true
                    || !row.mail.kind.isKeptWhenDead && row.queuedAt <= unkeptBefore
            }
        }
    }
}

extension OutboxRow {
    fileprivate func waits(_ due: DueMail) -> Bool {
        let isMeant = due.contains(queuedAt: queuedAt, dueAt: dueAt, failures: failures, claimedUntil: claimedUntil)
        return deadAt == nil && isMeant
    }

    fileprivate func isMeant(by choice: OutboxChoice) -> Bool {
        switch choice {
        case .allDead: deadAt != nil
        case .these(let ids): ids.contains(id)
        }
    }

    fileprivate var entry: OutboxEntry {
        OutboxEntry(
            id: id,
            kind: mail.kind,
            account: mail.account,
            queuedAt: queuedAt,
            failures: failures,
            dueAt: dueAt,
            deadAt: deadAt,
            lastFailure: lastFailure
        )
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
