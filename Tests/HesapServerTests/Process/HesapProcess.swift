import Foundation
import Glibc

/// The real binary in a folder of its own, on free ports.
///
/// `@unchecked Sendable`: a test changes it from one thread; racing threads only read its ports.
final class HesapProcess: @unchecked Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// What a command printed and how it ended.
    struct Result {
        let status: Int32
        let output: String
        let errors: String
    }

    static let secretKey = "a-secret-key-for-tests-only-0123456789-abcdefghijkl"
    /// Few rounds: these tests are about the program around the hash.
    static let iterations = 1000

    let folder: URL
    let port: Int
    let operationsPort: Int
    var environment: [String: String]
    private(set) var process: Process?
    /// Kept as long as the process: it goes when nobody uses it.
    let postgres: PostgresTestDatabase?

    /// Keeps its data in a new database of the engine, or in one of PostgreSQL's that exists.
    init(
        _ extra: [String: String] = [:],
        engine: TestEngine = .sqlite,
        database: PostgresTestDatabase? = nil
    ) throws {
        postgres = engine == .postgres ? try database ?? PostgresTestDatabase() : nil
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("hesap-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        port = try FreePort.next()
        operationsPort = try FreePort.next()
        environment = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin",
            "HESAP_DATABASE_URL": postgres?.url ?? "sqlite:\(folder.path)/hesap.sqlite3",
            "HESAP_SECRET_KEY": Self.secretKey,
            "HESAP_PORT": "\(port)",
            "HESAP_OPS_PORT": "\(operationsPort)",
            "HESAP_MAIL_URL": "file:\(folder.path)/mail",
            "HESAP_PASSWORD_ITERATIONS": "\(Self.iterations)",
        ].merging(extra) { $1 }
    }

    deinit {
        stop(SIGKILL)
        try? FileManager.default.removeItem(at: folder)
    }

    /// A migrated database with the demo settings, and the server running on it.
    static func running(
        _ extra: [String: String] = [:],
        settings: [String: String] = [:],
        engine: TestEngine = .sqlite,
        database: PostgresTestDatabase? = nil
    ) throws -> HesapProcess {
        let hesap = try HesapProcess(extra, engine: engine, database: database)
        try hesap.prepare(settings: settings)
        try hesap.start()
        return hesap
    }

    func prepare(settings: [String: String] = [:]) throws {
        try must("migrate")
        for (key, value) in settings { try must("settings", "set", key, value) }
    }

    // MARK: Server

    var serverLog: URL { folder.appendingPathComponent("server.log") }

    /// Returns when the server answers.
    func start() throws {
        let process = Process()
        process.executableURL = Self.binary
        process.arguments = ["serve"]
        process.environment = environment
        process.currentDirectoryURL = folder
        if !FileManager.default.fileExists(atPath: serverLog.path) {
            _ = FileManager.default.createFile(atPath: serverLog.path, contents: nil)
        }
        let log = try FileHandle(forWritingTo: serverLog)
        log.seekToEndOfFile()
        process.standardOutput = log
        process.standardError = log
        process.standardInput = FileHandle.nullDevice
        try process.run()
        self.process = process
        try waitUntilReady()
    }

    private func waitUntilReady() throws {
        let end = Date().addingTimeInterval(30)
        while Date() < end {
            if let answer = try? Shopper(port: port).get("/users/session/"), answer.status == 200 { return }
            guard process?.isRunning == true else { break }
            usleep(20_000)
        }
        let log = (try? String(contentsOf: serverLog, encoding: .utf8)) ?? ""
        throw Failure(description: "the server does not answer:\n\(log)")
    }

    /// Ends the server and returns its exit status; nothing to do when it does not run.
    @discardableResult
    func stop(_ signal: Int32 = SIGTERM) -> Int32? {
        guard let process, process.isRunning else { return nil }
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        self.process = nil
        return process.terminationStatus
    }

    /// As an administrator may, of a process that runs.
    func limitDescriptors(to count: Int) throws {
        let prlimit = Process()
        prlimit.executableURL = URL(fileURLWithPath: "/usr/bin/prlimit")
        prlimit.arguments = ["--pid", "\(process?.processIdentifier ?? 0)", "--nofile=\(count):\(count)"]
        try prlimit.run()
        prlimit.waitUntilExit()
    }

    // MARK: Commands

    func run(_ arguments: String..., input: String? = nil) throws -> Result {
        try run(arguments, input: input)
    }

    func run(_ arguments: [String], input: String? = nil) throws -> Result {
        let process = Process()
        process.executableURL = Self.binary
        process.arguments = arguments
        process.environment = environment
        process.currentDirectoryURL = folder
        let output = folder.appendingPathComponent("out-\(UUID().uuidString)")
        let errors = folder.appendingPathComponent("err-\(UUID().uuidString)")
        _ = FileManager.default.createFile(atPath: output.path, contents: nil)
        _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        let pipe = Pipe()
        process.standardInput = pipe
        try process.run()
        pipe.fileHandleForWriting.write(Data((input ?? "").utf8))
        try pipe.fileHandleForWriting.close()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus,
            output: try String(contentsOf: output, encoding: .utf8),
            errors: try String(contentsOf: errors, encoding: .utf8)
        )
    }

    @discardableResult
    func must(_ arguments: String..., input: String? = nil) throws -> String {
        let result = try run(arguments, input: input)
        guard result.status == 0 else {
            throw Failure(description: "hesap \(arguments.joined(separator: " ")): \(result.status) \(result.errors)")
        }
        return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Makes a user and returns the id.
    func createUser(_ email: String, password: String) throws -> String {
        try must("user", "create", "--email", email, "--password-stdin", input: password + "\n")
    }

    // MARK: Mail

    /// The mails written so far, oldest first.
    func mails() -> [String] {
        let folder = folder.appendingPathComponent("mail")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".eml") }.sorted().compactMap {
            try? String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8)
        }
    }

    /// Waits for a mail to that address that contains a reset link, and returns the link's path.
    func resetPath(for email: String) throws -> String {
        let end = Date().addingTimeInterval(15)
        while Date() < end {
            for mail in mails().reversed() where mail.contains("To: \(email)") || mail.contains("<\(email)>") {
                if let path = Self.resetPath(in: mail) { return path }
            }
            usleep(50_000)
        }
        throw Failure(description: "no reset mail")
    }

    static func resetPath(in mail: String) -> String? {
        // Quoted-printable breaks long lines with "=\r\n" and writes "=" as "=3D".
        let text = mail.replacingOccurrences(of: "=\r\n", with: "").replacingOccurrences(of: "=\n", with: "")
            .replacingOccurrences(of: "=3D", with: "=")
        guard
            let range = text.range(of: "/users/reset/[A-Za-z0-9_-]+/[a-z0-9]+-[0-9a-f]+/", options: .regularExpression)
        else { return nil }
        return String(text[range])
    }

    // MARK: Where things are

    /// Beside the test runner, in SwiftPM's build folder.
    static var binary: URL {
        let runner = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return runner.deletingLastPathComponent().appendingPathComponent("hesap")
    }

    /// The repository, for its scripts and data.
    static var repository: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
    }
}
