import ArgumentParser
import HesapDomain

struct MailCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mail",
        abstract: "Look after mail that waits, and after mail that was given up.",
        subcommands: [SendPending.self, MailListCommand.self, MailRetryCommand.self, MailDropCommand.self]
    )

    struct SendPending: LaunchedCommand {
        static let configuration = CommandConfiguration(
            commandName: "send-pending",
            abstract: "Send the mails that are due; prints how many were sent. serve does it by itself."
        )

        func run(_ launch: Launch) async throws {
            try await launch.withWiring { wiring in
                let report = try await wiring.deliverMail()()
                StandardStream.output.writeLine("\(report.sent) sent, \(report.failed) failed")
                if let reason = report.interruption { throw CommandFault("mail cannot be sent: \(reason)") }
                guard report.failed == 0 else { throw CommandFault("\(report.failed) mails could not be sent") }
            }
        }
    }
}

extension OutboxID: ExpressibleByArgument {
    public init?(argument: String) {
        guard let raw = Int64(argument), raw > 0 else { return nil }
        self.init(raw: raw)
    }
}

extension CommandFault {
    /// Nil when all were found.
    init?(missing: Set<OutboxID>) {
        guard !missing.isEmpty else { return nil }
        let ids = missing.map(\.raw).sorted().map { String($0) }.joined(separator: ", ")
        self.init("no mail has the id \(ids)")
    }
}
