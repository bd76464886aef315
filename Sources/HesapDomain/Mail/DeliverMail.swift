import Logging

/// Sends what waits in the outbox, with retry and back-off.
///
/// Runs beside the requests, never inside one.
package struct DeliverMail: Sendable {
    /// A worker that needs longer than this is taken for dead and another may try.
    private static let leaseSeconds: Int64 = 120
    /// No send begins later than this into the lease, so that one which takes a minute, and the seconds that noticing a
    /// dead connection and the database may take, still end inside it: otherwise two workers would send the same mail.
    private static let workSeconds: Int64 = 45
    private static let batch = 20
    /// 30 s, 1 min, 2 min … up to an hour: a mail server that greylists accepts within minutes,
    /// one that is down is not hammered.
    static let longestDelaySeconds: Int64 = 3600
    /// RFC 5321, section 4.5.4.1: a sender gives up after four or five days at the earliest.
    package static let patienceSeconds: Int64 = 4 * 86_400
    /// About six hours of tries: a mail that waited for days behind a dead transport is not given up at its first failure.
    private static let enoughFailures = 12

    private let outbox: any Outbox
    private let transport: any MailTransport
    private let resetRecipients: ResetRecipients
    private let effects: Effects
    private let health = TransportHealth()
    private let handedOver = HandedOverMails()

    package init(outbox: any Outbox, transport: any MailTransport, accounts: any Accounts, effects: Effects) {
        self.outbox = outbox
        self.transport = transport
        resetRecipients = ResetRecipients(accounts: accounts)
        self.effects = effects
    }

    package struct Report: Sendable, Equatable {
        package var sent = 0
        package var failed = 0
        /// Why the transport carries nothing at all; what was not tried is due again.
        package var interruption: String?

        package init(sent: Int = 0, failed: Int = 0, interruption: String? = nil) {
            self.sent = sent
            self.failed = failed
            self.interruption = interruption
        }
    }

    /// Sends everything that is due now, unless the transport was found dead a moment ago.
    package func callAsFunction() async throws(Outage) -> Report {
        var report = Report()
        // Before any claim: what the database did not take note of must not leave a second time.
        for id in handedOver.ids { try await forget(id) }
        guard !health.isResting(at: effects.now()) else { return report }
        // A shutdown does not wait for a thousand mails.
        while !Task.isCancelled {
            let now = effects.now()
            // The suspects are among the oldest: as many more, or a batch of them would keep all others from being tried.
            let limit = Self.batch + health.suspectCount
            let claimed = try await outbox.claim(limit: limit, now: now, leaseSeconds: Self.leaseSeconds)
            let wishes = claimed.filter { $0.mail.isUnaddressed }
            for wish in wishes where try await !address(wish) { report.failed += 1 }
            let mails = health.order(claimed.filter { !$0.mail.isUnaddressed })
            let rest = try await deliver(mails, until: now.adding(seconds: Self.workSeconds), &report)
            // After its end the lease may be another worker's.
            if !rest.isEmpty, effects.now() < now.adding(seconds: Self.leaseSeconds) {
                try await outbox.release(rest.map(\.id))
            }
            if report.interruption != nil { return report }
            if claimed.count < limit, wishes.isEmpty, rest.isEmpty { return report }
        }
        return report
    }

    /// Puts a mail for each holder in the place of a wish for a link.
    ///
    /// Each is delivered and tried again by itself: one address that a mail server refuses must not make the other
    /// holders get their link every hour.
    private func address(_ wish: ClaimedMail) async throws(Outage) -> Bool {
        let mails: [Mail]
        do {
            mails = try await resetRecipients(wish.mail)
        } catch {
            try await postpone(wish, reason: "the accounts could not be read")
            return false
        }
        try await outbox.replace(wish.id, by: mails, at: effects.now())
        return true
    }

    /// - Returns: the mails that are still to be tried.
    private func deliver(
        _ mails: [ClaimedMail],
        until end: Timestamp,
        _ report: inout Report
    ) async throws(Outage) -> ArraySlice<ClaimedMail> {
        for (position, mail) in mails.enumerated() {
            guard !Task.isCancelled, effects.now() < end else { return mails[position...] }
            do {
                try await transport.send(mail)
            } catch {
                // Cut short by the shutdown, which says nothing about the server.
                if Task.isCancelled, !error.isAboutMail { return mails[position...] }
                guard isToBlame(mail, for: error) else {
                    report.interruption = error.reason
                    return mails[position...]
                }
                try await fail(mail, error)
                report.failed += 1
                continue
            }
            // Right after each one: a crash repeats one mail at most.
            handedOver.note(mail.id)
            report.sent += 1
            noteAnswer(to: mail)
            try await forget(mail.id)
        }
        return []
    }

    private func forget(_ id: OutboxID) async throws(Outage) {
        try await outbox.delivered(id)
        handedOver.forget(id)
    }

    private func isToBlame(_ mail: ClaimedMail, for failure: MailFailure) -> Bool {
        if failure.isAboutMail {
            noteAnswer(to: mail)
            return true
        }
        guard case .transport(let isFirst) = health.failed(at: mail.id, now: effects.now()) else { return true }
        // Of an interruption that lasts, only the beginning is logged as one.
        Logger.current.log(
            level: isFirst ? .warning : .debug,
            "no mail can be sent, will be tried again",
            metadata: ["reason": "\(failure.reason)"]
        )
        return false
    }

    private func noteAnswer(to mail: ClaimedMail) {
        if health.answered(mail.id) { Logger.current.notice("mail can be sent again") }
    }

    private func fail(_ mail: ClaimedMail, _ failure: MailFailure) async throws(Outage) {
        guard isHopeless(mail, failure) else { return try await postpone(mail, reason: failure.reason) }
        if mail.mail.kind.isKeptWhenDead {
            try await outbox.bury(mail.id, at: effects.now(), reason: failure.reason)
        } else {
            try await outbox.delivered(mail.id)
        }
        log("mail given up", mail, reason: failure.reason)
    }

    /// A permanent failure of the transport is none of the mail's.
    private func isHopeless(_ mail: ClaimedMail, _ failure: MailFailure) -> Bool {
        if failure.isAboutMail, failure.isPermanent { return true }
        let isOld = mail.queuedAt.adding(seconds: Self.patienceSeconds) <= effects.now()
        return isOld && mail.failures + 1 >= Self.enoughFailures
    }

    private func postpone(_ mail: ClaimedMail, reason: String) async throws(Outage) {
        let due = effects.now().adding(seconds: Self.delaySeconds(afterFailures: mail.failures + 1))
        try await outbox.postpone(mail.id, until: due, reason: reason)
        log("mail not delivered", mail, reason: reason)
    }

    private func log(_ message: Logger.Message, _ mail: ClaimedMail, reason: String) {
        Logger.current.warning(
            message,
            metadata: [
                "mail": "\(mail.id.raw)", "kind": "\(mail.mail.kind.rawValue)", "failures": "\(mail.failures + 1)",
                "reason": "\(reason)",
            ]
        )
    }

    static func delaySeconds(afterFailures failures: Int) -> Int64 {
        min(longestDelaySeconds, 30 << Int64(min(failures - 1, 10)))
    }
}

extension Mail {
    /// A wish for a reset link, of which nobody has looked up yet whose address it is.
    fileprivate var isUnaddressed: Bool { kind == .passwordReset && account == nil }
}
