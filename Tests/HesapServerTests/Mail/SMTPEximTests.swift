import Foundation
import HesapDomain
import Testing

@testable import HesapMail

/// Debian's Exim: another reader of the protocol, and another TLS library (GnuTLS).
private final class EximServer {
    let port: Int
    private let mails: URL
    private let process = Process()
    private let input = Pipe()

    init(_ authority: TestAuthority) throws {
        let output = Pipe()
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "exim.py")
        process.executableURL = HesapProcess.repository.appending(path: ".venv-test/bin/python")
        process.arguments = [script.path, authority.certificate, authority.key]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var line = Data()
        while let byte = try output.fileHandleForReading.read(upToCount: 1), byte != Data("\n".utf8) {
            line.append(byte)
        }
        let parts = String(decoding: line, as: UTF8.self).split(separator: " ")
        guard parts.count == 2, let port = Int(parts[0]) else { throw SMTPTestServer.Failure(what: "no Exim") }
        self.port = port
        mails = URL(filePath: String(parts[1]))
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// Exim delivers after it has accepted, so these may take a moment to come.
    func delivered(_ count: Int) throws -> [String] {
        let end = Date().addingTimeInterval(60)
        while Date() < end {
            let names = try FileManager.default.contentsOfDirectory(atPath: mails.path).filter { $0.hasPrefix("q") }
            if names.count >= count {
                return try names.map { try String(contentsOf: mails.appending(path: $0), encoding: .utf8) }
            }
            usleep(20_000)
        }
        throw SMTPTestServer.Failure(what: "Exim did not deliver")
    }
}

@Suite("Mail to Debian's Exim", .serialized, .timeLimit(.minutes(3)))
struct SMTPEximTests {
    @Test("mails go encrypted and logged in, refusals are told apart, and what arrives is what was sent")
    func exim() async throws {
        let authority = try TestAuthority()
        defer { authority.remove() }
        let exim = try EximServer(authority)
        let place = "127.0.0.1:\(exim.port)?starttls=required&ca=\(authority.authority)"
        let sender = try await SMTPSender("smtp://shop:secret@\(place)")
        for number in 1...5 { try await sender.send(to: "shopper\(number)@example.com") }
        try await sender.send(to: "ayşe@bücher.example")
        let refused = await sender.failure(to: "refused@example.com")
        #expect(refused == MailFailure(reason: "SMTP 550 after RCPT TO", isPermanent: true))
        #expect(await sender.failure(to: "later@example.com") == MailFailure(reason: "SMTP 451 after RCPT TO"))
        try await sender.send(to: "shopper6@example.com")
        let mails = try exim.delivered(7)
        #expect(mails.count == 7)
        for recipient in (1...6).map({ "shopper\($0)@example.com" }) + ["ayşe@xn--bcher-kva.example"] {
            #expect(mails.filter { $0.contains("\nTo: \(recipient)\n") }.count == 1, "\(recipient)")
        }
    }

    @Test("lines that begin with a dot arrive as they were")
    func dots() async throws {
        let authority = try TestAuthority()
        defer { authority.remove() }
        let exim = try EximServer(authority)
        let url = "smtp://shop:secret@127.0.0.1:\(exim.port)?starttls=required&ca=\(authority.authority)"
        guard case .smtp(let server) = try MailURL(url) else { throw MailURL.Refusal(reason: "no SMTP") }
        let mailbox = try #require(Mailbox(address: "ayse@example.com"))
        let body = ".\r\n..\r\n.one\r\n\r\n.\r\nMAIL FROM:<x@example.com>\r\n."
        let message = "Subject: dots\r\n\r\n" + body
        let mail = ComposedMail(from: mailbox, recipient: mailbox, subject: "", text: "", message: message)
        #expect(try SMTPConnection(server).send(try SMTPEnvelope(mail)) == nil)
        let delivered = try #require(try exim.delivered(1).first)
        #expect(delivered.contains("\n\n" + body.replacing("\r\n", with: "\n") + "\n"))
    }

    @Test("a wrong password, and none, are the shop's fault and no mail's")
    func login() async throws {
        let authority = try TestAuthority()
        defer { authority.remove() }
        let exim = try EximServer(authority)
        let place = "127.0.0.1:\(exim.port)?ca=\(authority.authority)"
        let wrong = await (try SMTPSender("smtp://shop:gizli@\(place)")).failure()
        #expect(wrong == MailFailure(reason: "user name or password refused", isAboutMail: false))
    }
}
