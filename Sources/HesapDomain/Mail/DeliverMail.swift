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
    private let effects: Effects

    package init(outbox: any Outbox, transport: any MailTransport, effects: Effects) {
        self.outbox = outbox
        self.transport = transport
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
            for mail in mails {
                if try await deliver(mail) { report.sent += 1 } else { report.failed += 1 }
            }
            if mails.count < Self.batch { return report }
        }
    }

    private func deliver(_ mail: ClaimedMail) async throws(Outage) -> Bool {
        do {
            try await transport.send(mail)
        } catch {
            let due = effects.now().adding(seconds: Self.delaySeconds(afterFailures: mail.failures + 1))
            try await outbox.postpone(mail.id, until: due, reason: error.reason)
            Logger.current.warning(
                "mail not delivered",
                metadata: [
                    "kind": "\(mail.mail.kind.rawValue)", "failures": "\(mail.failures + 1)",
                    "reason": "\(error.reason)",
                ]
            )
            return false
        }
        try await outbox.delivered(mail.id)
        return true
    }

    static func delaySeconds(afterFailures failures: Int) -> Int64 {
        min(longestDelaySeconds, 30 << Int64(min(failures - 1, 10)))
    }
}
