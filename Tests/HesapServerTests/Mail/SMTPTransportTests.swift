import Foundation
import HesapDomain
import HesapTestKit
import Testing

@testable import HesapMail

/// A transport as the server wires it, without the server.
struct SMTPSender {
    let transport: SMTPTransport

    init(_ url: String, from: String = "Shop <shop@shop.example>") async throws {
        let shop = try await TestShop()
        let sender = try #require(Mailbox(from)?.withASCIIDomain)
        let composer = try MailComposer(from: sender, effects: shop.effects)
        let outgoing = OutgoingMail(prepare: shop.prepareMail, composer: composer)
        guard case .smtp(let server) = try MailURL(url) else { throw MailURL.Refusal(reason: "no SMTP") }
        transport = try SMTPTransport(outgoing, server: server)
    }

    func send(to recipient: String = "ayse@example.com") async throws(MailFailure) {
        let mail = Mail(.passwordChanged, to: recipient, account: nil, language: .turkish)
        try await transport.send(
            ClaimedMail(id: OutboxID(raw: 1), mail: mail, failures: 0, queuedAt: FrozenClock.start)
        )
    }

    func failure(to recipient: String = "ayse@example.com") async -> MailFailure? {
        do {
            try await send(to: recipient)
            return nil
        } catch {
            return error
        }
    }
}

@Suite("Mail over SMTP", .serialized, .timeLimit(.minutes(2)))
struct SMTPTransportTests {
    @Test("a hundred mails go over one connection")
    func oneConnection() async throws {
        let server = try SMTPTestServer()
        let sender = try await SMTPSender(server.url)
        for number in 1...100 { try await sender.send(to: "shopper\(number)@example.com") }
        let state = try server.state()
        #expect(state.connections == 1)
        #expect(state.received.flatMap(\.to) == (1...100).map { "shopper\($0)@example.com" })
        let mail = try #require(state.received.first)
        #expect(mail.from == "shop@shop.example")
        #expect(mail.text.contains("\r\nTo: shopper1@example.com\r\n"))
        #expect(mail.options.contains { $0.hasPrefix("SIZE=") } && !mail.options.contains("SMTPUTF8"))
    }

    @Test("on the wire all lines end with CRLF and only the dot at the end stands alone")
    func wire() async throws {
        let server = try SMTPTestServer()
        let connection = try SMTPConnection(try #require(try smtpServer(server.url)))
        let mailbox = try #require(Mailbox(address: "ayse@example.com"))
        let message = "Subject: dots\r\n\r\n.\r\n..\r\n.one\r\nmid.dle\r\n.\r\n"
        let mail = ComposedMail(from: mailbox, recipient: mailbox, subject: "", text: "", message: message)
        #expect(connection.send(try SMTPEnvelope(mail)) == nil)
        let state = try server.state()
        #expect(state.received.first?.text == message)
        let wire = try #require(state.conversations.first)
        #expect(wire.contains("DATA\r\nSubject: dots\r\n\r\n..\r\n...\r\n..one\r\nmid.dle\r\n..\r\n.\r\n"))
        #expect(wire.replacing("\r\n", with: "").utf8.allSatisfy { $0 != 0x0D && $0 != 0x0A })
        #expect(state.received.first?.options == ["SIZE=\(message.utf8.count)"])
    }

    @Test(
        "no address or message that would end a command early reaches the wire",
        arguments: [
            "a@b.example\r\nRCPT TO:<c@d.example>", "a@b.example>\r\nDATA", "a@b.example> NOTIFY=NEVER",
            "a@b.example\0",
            "<a@b.example>", "a@b.example\n.", "a@b.example,c@d.example", "a@b.example c@d.example", "a@b@c.example",
            "a\u{0D}\u{0A}@b.example", "a\u{85}@b.example", "a\u{2028}@b.example",
        ]
    )
    func injection(_ recipient: String) async throws {
        let server = try SMTPTestServer()
        let sender = try await SMTPSender(server.url)
        let failure = await sender.failure(to: recipient)
        #expect(failure?.isPermanent == true)
        try await sender.send(to: "good@example.com")
        let state = try server.state()
        #expect(state.received.map(\.to) == [["good@example.com"]])
        #expect(state.conversations.joined().components(separatedBy: "RCPT TO").count == 2)
    }

    @Test(
        "a message with a bare line feed, carriage return or NUL is not sent",
        arguments: ["a\nb", "a\rb", "a\0b", "a\r"]
    )
    func smuggling(_ body: String) throws {
        let mailbox = try #require(Mailbox(address: "ayse@example.com"))
        let mail = ComposedMail(
            from: mailbox,
            recipient: mailbox,
            subject: "",
            text: "",
            message: "A: b\r\n\r\n" + body
        )
        #expect(throws: MailFailure.self) { try SMTPEnvelope(mail) }
    }

    @Test("a domain beyond ASCII goes as an A-label in the envelope and the headers")
    func internationalDomain() async throws {
        let server = try SMTPTestServer("--no-smtputf8")
        let sender = try await SMTPSender(server.url, from: "Çiçek <posta@çiçek.example>")
        try await sender.send(to: "ayse@bücher.example")
        let mail = try #require(try server.state().received.first)
        #expect(mail.to == ["ayse@xn--bcher-kva.example"])
        #expect(mail.from == "posta@xn--iek-1lab.example")
        #expect(mail.text.contains("\r\nTo: ayse@xn--bcher-kva.example\r\n"))
        #expect(mail.text.contains("<posta@xn--iek-1lab.example>\r\n"))
        #expect(mail.text.utf8.allSatisfy { $0 < 0x80 })
    }

    @Test("a local part beyond ASCII is sent with SMTPUTF8 where it is offered")
    func internationalLocalPart() async throws {
        let server = try SMTPTestServer()
        let sender = try await SMTPSender(server.url)
        try await sender.send(to: "plain@example.com")
        try await sender.send(to: "ayşe@bücher.example")
        let mails = try server.state().received
        #expect(mails.map { $0.options.contains("SMTPUTF8") } == [false, true])
        #expect(mails.last?.to == ["ayşe@xn--bcher-kva.example"])
    }

    @Test("where SMTPUTF8 is not offered such a mail fails for good, by a clear reason, and others still go")
    func noSMTPUTF8() async throws {
        let server = try SMTPTestServer("--no-smtputf8")
        let sender = try await SMTPSender(server.url)
        try await sender.send()
        let failure = await sender.failure(to: "ayşe@example.com")
        #expect(failure == MailFailure(reason: "the recipient needs SMTPUTF8, which is not offered", isPermanent: true))
        try await sender.send()
        let state = try server.state()
        #expect(state.received.count == 2)
        #expect(!state.conversations.joined().contains("ayşe"))
        let shop = try await SMTPSender(server.url, from: "şop@shop.example").failure()
        #expect(shop?.isPermanent == false && shop?.isAboutMail == false)
    }

    private func smtpServer(_ url: String) throws -> SMTPServer? {
        guard case .smtp(let server) = try MailURL(url) else { return nil }
        return server
    }
}
