import ArgumentParser
import HesapDomain

struct MailCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mail",
        abstract: "Look after mail that waits.",
        subcommands: [SendPending.self]
    )

    struct SendPending: LaunchedCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send the mails that are due; prints how many were sent. serve does it by itself."
        )

        func run(_ launch: Launch) async throws {
            try await launch.withWiring { wiring in
                let report = try await wiring.deliverMail()()
                StandardStream.output.writeLine("\(report.sent) sent, \(report.failed) failed")
                guard report.failed == 0 else { throw CommandFault("\(report.failed) mails could not be sent") }
            }
        }
    }
}
