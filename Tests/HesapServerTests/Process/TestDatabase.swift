import Foundation

/// The engines that journeys run on.
enum TestEngine: String, CaseIterable, Sendable {
    case sqlite, postgres
}

/// A database of a test's own on the private PostgreSQL that `Scripts/test.sh` starts.
final class PostgresTestDatabase: Sendable {
    struct Missing: Error, CustomStringConvertible {
        let description = "POSTGRES_URL is not set: run the tests with Scripts/test.sh, which starts PostgreSQL"
    }

    let url: String
    private let server: String
    private let name: String

    /// On the server of the test run, or on another one.
    init(server: String? = ProcessInfo.processInfo.environment["POSTGRES_URL"]) throws {
        guard let server, let end = server.lastIndex(of: "/") else { throw Missing() }
        self.server = server
        name = "journey_" + UUID().uuidString.lowercased().filter { $0 != "-" }
        url = server[...end] + name
        try Self.query(server, "CREATE DATABASE \(name)")
    }

    deinit {
        _ = try? Self.query(server, "DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
    }

    @discardableResult
    func query(_ sql: String) throws -> String {
        try Self.query(url, sql)
    }

    @discardableResult
    private static func query(_ url: String, _ sql: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/psql")
        // Of several hosts the one that takes writes, as Hesap chooses it.
        process.arguments = [
            url + "?target_session_attrs=read-write", "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-c", sql,
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw HesapProcess.Failure(description: "psql refused: \(sql)") }
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// A PostgreSQL server of a test's own, which it may stop and start.
final class PostgresTestServer {
    private let process = Process()
    private let input = Pipe()
    let url: String
    private let control: String
    private let standbyControl: String

    /// With a standby, the URL names both hosts, and each commit is on both before it is answered.
    init(withStandby: Bool = false) throws {
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        let scripts = HesapProcess.repository.appendingPathComponent("Scripts").path
        let standby = withStandby ? ["bash", scripts + "/with-standby.sh"] : []
        // Lives until its input ends.
        let wait = ["sh", "-c", #"echo "$POSTGRES_URL $POSTGRES_CONTROL ${STANDBY_CONTROL:-none}"; cat"#]
        process.arguments = [scripts + "/with-postgres.sh"] + standby + wait
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var line = Data()
        while let byte = try output.fileHandleForReading.read(upToCount: 1), byte != Data("\n".utf8) {
            line.append(byte)
        }
        let parts = String(decoding: line, as: UTF8.self).split(separator: " ").map { String($0) }
        guard parts.count == 3 else { throw HesapProcess.Failure(description: "no private PostgreSQL") }
        (url, control, standbyControl) = (parts[0], parts[1], parts[2])
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    func stop(_ mode: String) throws {
        try run(control, "stop", "-m", mode)
    }

    func start() throws {
        try run(control, "start")
    }

    /// Makes the standby the one that takes writes.
    func promoteStandby() throws {
        try run(standbyControl, "promote")
    }

    private func run(_ control: String, _ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: control)
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw HesapProcess.Failure(description: "pg_ctl \(arguments.joined(separator: " ")) failed")
        }
    }
}
