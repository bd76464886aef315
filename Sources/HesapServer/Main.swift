import ArgumentParser
import FoundationEssentials
import Glibc
import HesapDomain

/// `hesap`.
struct Hesap: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hesap",
        abstract: "Customer accounts for a shop, on Django's tables.",
        discussion: """
            Every command accepts every start-up setting as a flag, such as --database-url sqlite:shop.sqlite3. They can \
            also stand in the environment (HESAP_DATABASE_URL) or in a JSON file named by --config FILE or HESAP_CONFIG. \
            Flags win over the environment, the environment over the file.

            SETTINGS:
            \(ServerConfiguration.settings.map { "  \($0.flag)  (\($0.standard))" }.joined(separator: "\n"))
            """,
        subcommands: [
            ServeCommand.self, MigrateCommand.self, CheckCommand.self, OpenAPICommand.self, UserCommand.self,
            SettingsCommand.self, CitiesCommand.self, SessionsCommand.self, MailCommand.self,
        ]
    )
}

@main
enum Main {
    static func main() async {
        Memory.limitArenas()
        // A reader that goes away (`hesap … | head`) must end in an error, not in a silent death half-way.
        signal(SIGPIPE, SIG_IGN)
        do {
            let flags = try CommandLineFlags(Array(CommandLine.arguments.dropFirst()))
            let launch = Launch(flags: flags, environment: ProcessInfo.processInfo.environment)
            var command = try parse(flags.rest)
            if let command = command as? any LaunchedCommand {
                try await command.run(launch)
            } else {
                try command.run()
            }
        } catch let misuse as CommandLineFlags.Misuse {
            end(misuse.description, code: EX_USAGE)
        } catch  where Hesap.exitCode(for: error) == .success {
            Hesap.exit(withError: error)
        } catch {
            end(oneLine(error), code: EXIT_FAILURE)
        }
    }

    /// Ends with 64 and ArgumentParser's own message on bad usage.
    private static func parse(_ arguments: [String]) throws -> any ParsableCommand {
        do {
            return try Hesap.parseAsRoot(arguments)
        } catch {
            Hesap.exit(withError: error)
        }
    }

    private static func end(_ line: String, code: Int32) -> Never {
        StandardStream.error.writeLine("hesap: \(line)")
        exit(code)
    }

    private static func oneLine(_ error: any Error) -> String {
        let text =
            switch error {
            case let outage as Outage: outage.forOperator
            default: "\(error)"
            }
        return text.split { $0.isNewline }.joined(separator: "; ")
    }
}

extension Outage {
    var forOperator: String {
        switch self {
        case .busy: "the database is busy; try again"
        case .unavailable(let detail), .fault(let detail): detail
        }
    }
}
