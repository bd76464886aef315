import Foundation
import HesapDomain
import Testing

@testable import HesapMail

@Suite("Mail servers that fail", .serialized, .timeLimit(.minutes(2)))
struct SMTPFailureTests {
    struct Case: CustomTestStringConvertible {
        let act: String
        let reason: String
        var isPermanent = false
        var isAboutMail = false
        /// Whether the message arrived all the same, and the second try makes it two.
        var arrives = false

        var testDescription: String { act }
    }

    private static let cases = [
        Case(act: "MAIL:451:1", reason: "SMTP 451 after MAIL FROM"),
        Case(act: "MAIL:550:1", reason: "SMTP 550 after MAIL FROM"),
        Case(act: "MAIL:421:1", reason: "SMTP 421 after MAIL FROM"),
        Case(act: "RCPT:450:1", reason: "SMTP 450 after RCPT TO", isAboutMail: true),
        Case(act: "RCPT:550:1", reason: "SMTP 550 after RCPT TO", isPermanent: true, isAboutMail: true),
        Case(act: "RCPT:530:1", reason: "SMTP 530 after RCPT TO: it wants a log-in or encryption"),
        Case(act: "RCPT:421:1", reason: "SMTP 421 after RCPT TO"),
        Case(act: "DATA:451:1", reason: "SMTP 451 after DATA", isAboutMail: true),
        Case(act: "DATA:554:1", reason: "SMTP 554 after DATA", isPermanent: true, isAboutMail: true),
        Case(act: "DOT:451:1", reason: "SMTP 451 after the message", isAboutMail: true),
        Case(act: "DOT:554:1", reason: "SMTP 554 after the message", isPermanent: true, isAboutMail: true),
        Case(act: "CONNECT:drop:1", reason: "connection lost after connecting"),
        Case(act: "MAIL:drop:1", reason: "connection lost after MAIL FROM"),
        Case(act: "RCPT:drop:1", reason: "connection lost after RCPT TO"),
        Case(act: "DATA:drop:1", reason: "connection lost after DATA"),
        Case(act: "DOT:drop:1", reason: "connection lost after the message", arrives: true),
        Case(act: "RCPT:hang:1", reason: "no answer in time after RCPT TO"),
        Case(act: "DOT:hang:1", reason: "no answer in time after the message", arrives: true),
    ]

    @Test("each failure is told apart, says nothing of the server's text, and the next mail goes", arguments: cases)
    func failures(_ expected: Case) async throws {
        let server = try SMTPTestServer("--act", expected.act)
        // A short limit only where it has to run out: a busy machine may be slow to answer.
        let sender = try await SMTPSender(server.url + (expected.act.contains("hang") ? "?timeout=6" : ""))
        let failure = await sender.failure()
        #expect(
            failure
                == MailFailure(
                    reason: expected.reason,
                    isPermanent: expected.isPermanent,
                    isAboutMail: expected.isAboutMail
                )
        )
        try await sender.send()
        #expect(try server.state().received.count == (expected.arrives ? 2 : 1))
    }

    @Test(
        "a mail server that does not answer does not hold up the end of the program",
        arguments: ["CONNECT", "RCPT", "DATA", "DOT"]
    )
    func end(_ stage: String) async throws {
        let server = try SMTPTestServer("--act", "\(stage):hang:1")
        let sender = try await SMTPSender(server.url + "?timeout=60")
        let sending = Task { await sender.failure() }
        while try server.state().connections == 0 { try await Task.sleep(for: .milliseconds(10)) }
        sending.cancel()
        let failure = try #require(await sending.value)
        #expect(failure.reason.hasPrefix("ended by us after ") && !failure.isAboutMail && !failure.isPermanent)
        try await sender.send()
        #expect(try server.state().received.count == (stage == "DOT" ? 2 : 1))
    }

    @Test("a mail that the server takes while the program ends is finished")
    func endOfProgram() async throws {
        let server = try SMTPTestServer()
        let sender = try await SMTPSender(server.url)
        let sending = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await sender.failure()
        }
        #expect(await sending.value == nil)
        #expect(try server.state().received.count == 1)
    }

    @Test("two temporary refusals and then acceptance make one mail")
    func greylisting() async throws {
        let server = try SMTPTestServer("--act", "RCPT:451:2")
        let sender = try await SMTPSender(server.url)
        for _ in 1...2 { #expect(await sender.failure()?.isPermanent == false) }
        try await sender.send()
        #expect(try server.state().received.count == 1)
    }

    @Test("a connection that died while idle is noticed and replaced, without a failure and without a second mail")
    func idleConnection() async throws {
        let server = try SMTPTestServer()
        let sender = try await SMTPSender(server.url)
        for _ in 1...3 {
            try await sender.send()
            try server.tell("drop")
        }
        try await sender.send()
        let state = try server.state()
        #expect(state.received.count == 4)
        #expect(state.connections == 4)
    }

    @Test("a server that restarts while nothing is sent is not noticed by shoppers")
    func restart() async throws {
        let server = try SMTPTestServer()
        let sender = try await SMTPSender(server.url)
        try await sender.send()
        try server.tell("close")
        #expect(await sender.failure() == MailFailure(reason: "connection refused", isAboutMail: false))
        try server.tell("listen")
        try await sender.send()
        #expect(try server.state().received.count == 2)
    }

    @Test("a server that closes after ten mails of a connection gets the others over new ones")
    func limitedConnections() async throws {
        let server = try SMTPTestServer("--limit", "10")
        let sender = try await SMTPSender(server.url)
        for _ in 1...25 { try await sender.send() }
        let state = try server.state()
        #expect(state.received.count == 25)
        #expect(state.connections == 3)
    }

    @Test("a name that does not exist and a port where nobody listens are named")
    func nobodyThere() async throws {
        let server = try SMTPTestServer()
        try server.tell("close")
        #expect(await (try SMTPSender(server.url)).failure()?.reason == "connection refused")
        let nowhere = await (try SMTPSender("smtp://mail.invalid")).failure()
        #expect(nowhere == MailFailure(reason: "the host name cannot be resolved", isAboutMail: false))
    }
}
