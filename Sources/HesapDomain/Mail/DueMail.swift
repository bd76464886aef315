/// Which mails of the outbox are a worker's to take.
///
/// Moments are the wall clock's, which can be set back: what then lies further ahead than any delay reaches was written
/// before, and does not wait until the clock has caught up with it.
package struct DueMail: Sendable {
    package let now: Timestamp
    /// Twice the longest delay between two tries.
    package let latestDue: Timestamp
    /// Twice a lease.
    package let latestLease: Timestamp

    package init(now: Timestamp, leaseSeconds: Int64) {
        self.now = now
        latestDue = now.adding(seconds: 2 * DeliverMail.longestDelaySeconds)
        latestLease = now.adding(seconds: 2 * leaseSeconds)
    }

    /// A mail that was not tried yet is due at once, also when it was queued in what is the future now.
    package func contains(queuedAt: Timestamp, dueAt: Timestamp, failures: Int, claimedUntil: Timestamp?) -> Bool {
        let isDue = dueAt <= now || failures == 0 && queuedAt > now || dueAt > latestDue
        return isDue && claimedUntil.map { $0 <= now || $0 > latestLease } ?? true
    }
}
