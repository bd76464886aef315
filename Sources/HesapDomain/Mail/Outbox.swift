/// Mail that was decided on but has not left.
///
/// Rows are written in the transaction of their cause.
package protocol Outbox: Sendable {
    /// Queues a mail whose cause writes nothing else.
    func enqueue(_ mail: Mail, at now: Timestamp) async throws(Outage)

    /// Takes mails that are due, and keeps other workers off them until the lease ends.
    ///
    /// A row that cannot be read is put back for a day. A worker that dies loses its lease, so each mail is delivered at
    /// least once.
    func claim(limit: Int, now: Timestamp, leaseSeconds: Int64) async throws(Outage) -> [ClaimedMail]

    /// Puts other mails in the place of a claimed one, in one transaction; nothing when it is gone meanwhile.
    func replace(_ id: OutboxID, by mails: [Mail], at now: Timestamp) async throws(Outage)

    /// Forgets a delivered mail with everything in it.
    func delivered(_ id: OutboxID) async throws(Outage)

    /// Puts a mail back until `due`; the reason holds no personal data.
    func postpone(_ id: OutboxID, until due: Timestamp, reason: String) async throws(Outage)

    /// How many mails wait, for the metrics.
    func pending() async throws(Outage) -> Int
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

    package init(reason: String, isPermanent: Bool = false) {
        self.reason = reason
        self.isPermanent = isPermanent
    }
}
