import Foundation
import Glibc

/// A real mail server (aiosmtpd) in a process of its own: `smtp_server.py` says what it can be told.
///
/// `@unchecked Sendable`: a test talks to it from one task.
final class SMTPTestServer: @unchecked Sendable {
    struct Failure: Error {
        let what: String
    }

    struct ReceivedMail: Decodable {
        let connection: Int
        let from: String
        let to: [String]
        let options: [String]
        let tls: Bool
        let login: Bool
        private let content: Data

        var text: String { String(decoding: content, as: UTF8.self) }
    }

    struct State: Decodable {
        let connections: Int
        let open: Int
        let received: [ReceivedMail]
        private let wires: [Data]

        /// What clients sent, one text for each connection.
        var conversations: [String] { wires.map { String(decoding: $0, as: UTF8.self) } }
    }

    let port: Int
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    convenience init(_ arguments: String...) throws {
        try self.init(arguments)
    }

    init(_ arguments: [String]) throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "smtp_server.py")
        process.executableURL = HesapProcess.repository.appending(path: ".venv-test/bin/python")
        process.arguments = [script.path] + arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        port = try JSONDecoder().decode([String: Int].self, from: Self.line(output))["port"] ?? 0
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    var url: String { "smtp://127.0.0.1:\(port)" }

    func state() throws -> State { try JSONDecoder().decode(State.self, from: tell("state")) }

    /// Returns when it is done.
    @discardableResult
    func tell(_ command: String) throws -> Data {
        try input.fileHandleForWriting.write(contentsOf: Data((command + "\n").utf8))
        return try Self.line(output)
    }

    private static func line(_ pipe: Pipe) throws -> Data {
        var line = Data()
        while let byte = try pipe.fileHandleForReading.read(upToCount: 1) {
            guard byte != Data("\n".utf8) else { return line }
            line.append(byte)
        }
        throw Failure(what: "the mail server ended")
    }
}

/// A certificate authority of a test's own, and what it has signed for 127.0.0.1.
struct TestAuthority {
    let folder: URL
    var authority: String { folder.appending(path: "ca.pem").path }
    var certificate: String { folder.appending(path: "server.pem").path }
    var key: String { folder.appending(path: "server.key").path }

    /// For a name as OpenSSL writes it in `subjectAltName`.
    init(name: String = "IP:127.0.0.1", isExpired: Bool = false) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "hesap-ca-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try openSSL(
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=Test authority",
            "-keyout",
            "ca.key",
            "-out",
            "ca.pem"
        )
        try openSSL(
            "req",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-subj",
            "/CN=mail",
            "-addext",
            "subjectAltName=\(name)",
            "-keyout",
            "server.key",
            "-out",
            "server.csr"
        )
        try openSSL(
            "x509",
            "-req",
            "-in",
            "server.csr",
            "-CA",
            "ca.pem",
            "-CAkey",
            "ca.key",
            "-copy_extensions",
            "copy",
            "-days",
            isExpired ? "-1" : "2",
            "-out",
            "server.pem"
        )
    }

    func remove() {
        try? FileManager.default.removeItem(at: folder)
    }

    private func openSSL(_ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw SMTPTestServer.Failure(what: "openssl \(arguments[0])") }
    }
}
