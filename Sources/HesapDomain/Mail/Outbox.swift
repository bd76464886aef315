/// Mail that was decided on but has not left.
///
/// Rows are written in the transaction of their cause.
package protocol Outbox: Sendable {
    /// Queues a mail whose cause writes nothing else.
    func enqueue(_ mail: Mail, at now: Timestamp) async throws(Outage)

    /// Takes mails that are due, and keeps other workers off them until the lease ends.
    ///
    /// Those that somebody waits for come first, then the oldest: a slow mail server with a thousand notices to send must
    /// not keep a reset link for a quarter of an hour.
    ///
    /// A row that cannot be read is buried. A worker that dies loses its lease, so each mail is delivered at least once.
    func claim(limit: Int, now: Timestamp, leaseSeconds: Int64) async throws(Outage) -> [ClaimedMail]

    /// Puts other mails in the place of a claimed one, in one transaction; nothing when it is gone meanwhile.
    func replace(_ id: OutboxID, by mails: [Mail], at now: Timestamp) async throws(Outage)

    /// Gives mails back that were claimed and not tried: due at once, and no failure of theirs.
    func release(_ ids: [OutboxID]) async throws(Outage)

    /// Forgets a mail with everything in it: delivered, or given up where nothing may be kept.
    func delivered(_ id: OutboxID) async throws(Outage)

    /// Puts a mail back until `due`; the reason holds no personal data.
    func postpone(_ id: OutboxID, until due: Timestamp, reason: String) async throws(Outage)

    /// Keeps a mail that failed for good as a dead letter: no worker takes it until somebody says `retry`.
    func bury(_ id: OutboxID, at now: Timestamp, reason: String) async throws(Outage)

    /// How many mails wait, for the metrics; dead ones do not.
    func pending() async throws(Outage) -> Int

    /// How many dead letters there are.
    func dead() async throws(Outage) -> Int

    /// What an operator may see of the mails, dead and waiting, by id; `after` is the last id of the page before.
    func list(onlyDead: Bool, after: OutboxID?, limit: Int) async throws(Outage) -> [OutboxEntry]

    /// Makes mails due now, as if they had never failed; a worker that holds one keeps it.
    ///
    /// - Returns: those that were found.
    func retry(_ choice: OutboxChoice, at now: Timestamp) async throws(Outage) -> [OutboxID]

    /// Deletes mails, dead or waiting.
    ///
    /// - Returns: those that were found.
    func drop(_ ids: [OutboxID]) async throws(Outage) -> [OutboxID]

    /// Deletes the dead letters of that time or earlier, and what waits since that time although it may not be kept.
    func purge(deadBefore: Timestamp, unkeptBefore: Timestamp) async throws(Outage)
}

package struct OutboxID: Sendable, Hashable {
    package let raw: Int64

    package init(raw: Int64) {
        self.raw = raw
    }
}

package struct ClaimedMail: Sendable {
    package let id: OutboxID
    package let mail: Mail
    /// Tries that failed before this one.
    package let failures: Int
    package let queuedAt: Timestamp

    package init(id: OutboxID, mail: Mail, failures: Int, queuedAt: Timestamp) {
        self.id = id
        self.mail = mail
        self.failures = failures
        self.queuedAt = queuedAt
    }
}

/// Carries one mail out of the house.
///
/// Returns only when it is safely handed over.
package protocol MailTransport: Sendable {
    func send(_ mail: ClaimedMail) async throws(MailFailure)
}

package struct MailFailure: Error, Sendable, Equatable {
    /// For the log and the outbox row; holds no personal data.
    package let reason: String
    /// The receiving side said that trying again will not help (RFC 5321, section 4.2.1: a reply of 5yz to the mail
    /// itself).
    package let isPermanent: Bool
    /// False when no other mail would have fared better: nobody answers, the password is refused, the disk is full.
    ///
    /// The worker then rests instead of trying the others one by one. When in doubt it is about the mail: that holds up
    /// nothing else.
    package let isAboutMail: Bool

    package init(reason: String, isPermanent: Bool = false, isAboutMail: Bool = true) {
        self.reason = reason
        self.isPermanent = isPermanent
        self.isAboutMail = isAboutMail
    }
}
