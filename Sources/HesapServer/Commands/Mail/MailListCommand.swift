import ArgumentParser
import DjangoCompat
import HesapDomain

/// `hesap mail list`.
///
/// Never the address: what an operator needs is the cause, and terminals are logged.
struct MailListCommand: LaunchedCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Print the mails that wait or were given up, oldest first, with the reason of the last failure."
    )

    /// A shop with a hundred thousand waiting mails must not have them in memory at once.
    private static let page = 500

    @Flag(help: "Only those that were given up.") var dead = false
    @Flag(help: "One JSON object a line.") var json = false

    func run(_ launch: Launch) async throws {
        try await launch.withStores { stores in
            var last: OutboxID?
            while true {
                let entries = try await stores.outbox.list(onlyDead: dead, after: last, limit: Self.page)
                for entry in entries {
                    if json {
                        StandardStream.output.writeJSON(entry.json)
                    } else {
                        StandardStream.output.writeLine(entry.line)
                    }
                }
                guard entries.count == Self.page else { return }
                last = entries.last?.id
            }
        }
    }
}

extension OutboxEntry {
    fileprivate var line: String {
        let state = deadAt.map { "dead since \($0.iso8601)" } ?? "next try \(dueAt.iso8601)"
        let parts = [
            String(id.raw), kind.rawValue, account.map { "account \($0.raw)" } ?? "no account",
            "queued \(queuedAt.iso8601)", "failures \(failures)", state, lastFailure ?? "",
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: "  ")
    }

    fileprivate var json: JSONValue {
        .object([
            .init("id", .integer(id.raw)),
            .init("kind", .string(kind.rawValue)),
            .init("account", account.map { .integer($0.raw) } ?? .null),
            .init("queued_at", .string(queuedAt.iso8601)),
            .init("failures", .integer(Int64(failures))),
            .init("next_try", deadAt == nil ? .string(dueAt.iso8601) : .null),
            .init("dead_since", deadAt.map { .string($0.iso8601) } ?? .null),
            .init("last_failure", lastFailure.map { .string($0) } ?? .null),
        ])
    }
}
