import Foundation
import HesapDomain
import Testing

@testable import HesapMail

@Suite("Mail over TLS and with a log-in", .serialized, .timeLimit(.minutes(2)))
struct SMTPEncryptionTests {
    private func server(_ authority: TestAuthority, _ tls: String, auth: String? = nil) throws -> SMTPTestServer {
        let arguments = ["--tls", tls, "--certificate", authority.certificate, "--key", authority.key]
        return try SMTPTestServer(arguments + (auth.map { ["--auth", $0] } ?? []))
    }

    @Test("mails go encrypted, by STARTTLS and from the first byte, over one connection")
    func encrypted() async throws {
        let authority = try TestAuthority()
        defer { authority.remove() }
        for (scheme, tls) in [("smtp", "starttls"), ("smtps", "implicit")] {
            let server = try server(authority, tls)
            let sender = try await SMTPSender("\(scheme)://127.0.0.1:\(server.port)?ca=\(authority.authority)")
            for _ in 1...3 { try await sender.send() }
            let state = try server.state()
            #expect(state.received.map(\.tls) == [true, true, true])
            #expect(state.connections == 1)
        }
    }

    @Test("a server without STARTTLS gets no mail where it is required")
    func noSTARTTLS() async throws {
        let server = try SMTPTestServer()
        let failure = await (try SMTPSender(server.url + "?starttls=required")).failure()
        #expect(failure == MailFailure(reason: "the server offers no STARTTLS", isAboutMail: false))
        #expect(try !server.state().conversations.joined().contains("MAIL FROM"))
    }

    @Test("an unknown authority, another name and an expired certificate are refused, each by its own reason")
    func certificates() async throws {
        let good = try TestAuthority()
        let other = try TestAuthority(name: "DNS:mail.example")
        let old = try TestAuthority(isExpired: true)
        defer { for authority in [good, other, old] { authority.remove() } }
        let cases = [
            (good, "", "the certificate is not trusted"),
            (good, "?ca=\(other.authority)", "the certificate is not trusted"),
            (other, "?ca=\(other.authority)", "the certificate is for another name"),
            (old, "?ca=\(old.authority)", "the certificate has expired"),
            (good, "?ca=/nowhere/ca.pem", "the file of ca= cannot be read"),
        ]
        for (authority, query, reason) in cases {
            for (scheme, tls) in [("smtp", "starttls"), ("smtps", "implicit")] {
                let server = try server(authority, tls)
                let failure = await (try SMTPSender("\(scheme)://127.0.0.1:\(server.port)\(query)")).failure()
                #expect(failure == MailFailure(reason: reason, isAboutMail: false), "\(scheme) \(query)")
                #expect(try server.state().received.isEmpty)
            }
        }
    }

    @Test("user name and password are sent, once for a connection, and only after encryption")
    func login() async throws {
        let authority = try TestAuthority()
        defer { authority.remove() }
        let server = try server(authority, "starttls", auth: "shop@b.example:gizli/parola")
        let place = "127.0.0.1:\(server.port)?starttls=required&ca=\(authority.authority)"
        let sender = try await SMTPSender("smtp://shop%40b.example:gizli%2Fparola@\(place)")
        for _ in 1...3 { try await sender.send() }
        let state = try server.state()
        #expect(state.received.map(\.login) == [true, true, true])
        let wire = try #require(state.conversations.first)
        let start = try #require(wire.range(of: "STARTTLS\r\n"))
        #expect(wire.components(separatedBy: "AUTH ").count == 2)
        #expect(wire[start.upperBound...].contains("AUTH "))
    }

    @Test("a wrong password is refused by a reason without it, and no mail is given up for it")
    func wrongPassword() async throws {
        let server = try SMTPTestServer("--auth", "shop:right")
        let failure = await (try SMTPSender("smtp://shop:gizli@127.0.0.1:\(server.port)")).failure()
        #expect(failure == MailFailure(reason: "user name or password refused", isAboutMail: false))
        let busy = try SMTPTestServer("--auth", "shop:right", "--act", "AUTH:454:1")
        let later = await (try SMTPSender("smtp://shop:right@127.0.0.1:\(busy.port)")).failure()
        #expect(later == MailFailure(reason: "SMTP 454 after AUTH", isAboutMail: false))
    }

    @Test("a server that needs a log-in and is given none, or offers none and is given one, gets no recipient")
    func loginMismatch() async throws {
        let strict = try SMTPTestServer("--auth", "shop:right")
        let none = await (try SMTPSender(strict.url)).failure()
        let text = "SMTP 530 after MAIL FROM: it wants a log-in or encryption"
        #expect(none == MailFailure(reason: text, isAboutMail: false))
        let authority = try TestAuthority()
        defer { authority.remove() }
        for open in [try SMTPTestServer(), try server(authority, "starttls")] {
            let unasked = await (try SMTPSender("smtp://u:p@127.0.0.1:\(open.port)?ca=\(authority.authority)"))
                .failure()
            let reason = "the server offers no log-in that Hesap knows (AUTH PLAIN, AUTH LOGIN)"
            #expect(unasked == MailFailure(reason: reason, isAboutMail: false))
            #expect(try !open.state().conversations.joined().contains("RCPT TO"))
        }
    }
}
