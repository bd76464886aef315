import Logging

/// Sends what waits in the outbox, with retry and back-off.
///
/// Runs beside the requests, never inside one.
package struct DeliverMail: Sendable {
    /// A transport that needs longer than this is taken for dead and another worker may try.
    private static let leaseSeconds: Int64 = 120
    private static let batch = 20
    /// 30 s, 1 min, 2 min … up to an hour: a mail server that greylists accepts within minutes,
    /// one that is down is not hammered.
    private static let longestDelaySeconds: Int64 = 3600

    private let outbox: any Outbox
    private let transport: any MailTransport
    private let resetRecipients: ResetRecipients
    private let effects: Effects

    package init(outbox: any Outbox, transport: any MailTransport, accounts: any Accounts, effects: Effects) {
        self.outbox = outbox
        self.transport = transport
        resetRecipients = ResetRecipients(accounts: accounts)
        self.effects = effects
    }

    package struct Report: Sendable, Equatable {
        package var sent = 0
        package var failed = 0
    }

    /// Sends everything that is due now.
    package func callAsFunction() async throws(Outage) -> Report {
        var report = Report()
        while true {
            let mails = try await outbox.claim(
                limit: Self.batch,
                now: effects.now(),
                leaseSeconds: Self.leaseSeconds
            )
            for mail in mails where !mail.mail.isUnaddressed {
                if try await deliver(mail) { report.sent += 1 } else { report.failed += 1 }
            }
            let wishes = mails.filter { $0.mail.isUnaddressed }
            for wish in wishes where try await !address(wish) { report.failed += 1 }
            if mails.count < Self.batch, wishes.isEmpty { return report }
        }
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

    private func deliver(_ mail: ClaimedMail) async throws(Outage) -> Bool {
        do {
            try await transport.send(mail)
        } catch {
            try await postpone(mail, reason: error.reason)
            return false
        }
        try await outbox.delivered(mail.id)
        return true
    }

    private func postpone(_ mail: ClaimedMail, reason: String) async throws(Outage) {
        let due = effects.now().adding(seconds: Self.delaySeconds(afterFailures: mail.failures + 1))
        try await outbox.postpone(mail.id, until: due, reason: reason)
        Logger.current.warning(
            "mail not delivered",
            metadata: [
                "kind": "\(mail.mail.kind.rawValue)", "failures": "\(mail.failures + 1)", "reason": "\(reason)",
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
