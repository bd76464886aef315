import ArgumentParser
import HesapDomain
import HesapMail
import HesapSQL

struct CheckCommand: LaunchedCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract:
            "Check settings, database and mail server without changing anything. Exit code 1 when something is an error."
    )

    @Flag(help: "Also name what is unsafe in production.")
    var deploy = false

    func run(_ launch: Launch) async throws {
        try launch.bootstrapLogging()
        let configuration = try launch.server()
        var findings = try await Self.databaseFindings(configuration.database, deploy: deploy)
        findings += await Self.mailFindings(configuration.mail)
        if deploy { findings += DeploymentCheck(configuration).findings }
        for finding in findings { StandardStream.output.writeLine(finding.description) }
        let errors = findings.filter { $0.severity == .error }.count
        guard errors == 0 else { throw CommandFault("\(errors) of \(findings.count) findings are errors") }
        if findings.isEmpty { StandardStream.output.writeLine("no findings") }
    }

    private static func databaseFindings(
        _ configuration: DatabaseConfiguration,
        deploy: Bool
    ) async throws -> [Finding] {
        let stores: Stores
        do {
            stores = try Stores(configuration)
        } catch {
            return [Finding(.error, "hesap.E002", error.description)]
        }
        do {
            let findings = try await findings(in: stores, deploy: deploy)
            await stores.close()
            return findings
        } catch let outage as Outage {
            await stores.close()
            return [Finding(.error, "hesap.E002", outage.forOperator)]
        } catch {
            await stores.close()
            throw error
        }
    }

    /// Asks the mail server itself: most of what keeps mails from leaving shows only there.
    private static func mailFindings(_ configuration: MailConfiguration) async -> [Finding] {
        guard case .smtp(let server) = configuration.url,
            let problem = await SMTPTransport.problem(with: server, sender: configuration.from)
        else { return [] }
        return [Finding(.error, "hesap.E004", "MAIL_URL: \(server.place): \(problem.reason)")]
    }

    private static func findings(in stores: Stores, deploy: Bool) async throws -> [Finding] {
        let state = try await stores.schema()
        let differences = state.differences.map { Finding(.error, "hesap.E001", "\($0)") }
        guard differences.isEmpty else { return differences }
        guard state.steps.isEmpty else {
            return [Finding(.error, "hesap.E002", "migrations are pending: run hesap migrate")]
        }
        var findings: [Finding] = []
        if deploy, !state.isEmailIndexed {
            let text = "each sign-in and reset reads all users: run hesap migrate --email-index"
            findings.append(Finding(.warning, "hesap.W109", text))
        }
        do {
            let settings = try DynamicSettings(try await stores.settings.load())
            return findings + settings.warnings.map { Finding(.warning, "hesap.W001", $0) }
        } catch let error as SettingError {
            return findings + [Finding(.error, "hesap.E003", "stored setting \(error)")]
        }
    }
}

/// A line of what was found.
///
/// Ids are for grep and for runbooks: they never change their meaning.
struct Finding: Sendable, CustomStringConvertible {
    enum Severity: String, Sendable {
        case error, warning
    }

    let severity: Severity
    let id: String
    let text: String

    init(_ severity: Severity, _ id: String, _ text: String) {
        self.severity = severity
        self.id = id
        self.text = text
    }

    var description: String { "\(id) \(severity.rawValue): \(text)" }
}
