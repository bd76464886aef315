/// Which mails an operator means.
package enum OutboxChoice: Sendable, Equatable {
    case these([OutboxID])
    case allDead
}

/// A mail without what it says and whom it goes to.
package struct OutboxEntry: Sendable, Equatable {
    package let id: OutboxID
    package let kind: Mail.Kind
    package let account: AccountID?
    package let queuedAt: Timestamp
    package let failures: Int
    /// The next try, unless it is dead.
    package let dueAt: Timestamp
    package let deadAt: Timestamp?
    package let lastFailure: String?

    package init(
        id: OutboxID,
        kind: Mail.Kind,
        account: AccountID?,
        queuedAt: Timestamp,
        failures: Int,
        dueAt: Timestamp,
        deadAt: Timestamp?,
        lastFailure: String?
    ) {
        self.id = id
        self.kind = kind
        self.account = account
        self.queuedAt = queuedAt
        self.failures = failures
        self.dueAt = dueAt
        self.deadAt = deadAt
        self.lastFailure = lastFailure
    }
}
