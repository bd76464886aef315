import HesapDomain
import Testing

@testable import HesapMail

struct SMTPURLTests {
    private func server(_ text: String) throws -> SMTPServer {
        guard case .smtp(let server) = try MailURL(text) else { throw MailURL.Refusal(reason: "no SMTP") }
        return server
    }

    @Test(
        "port and encryption follow from scheme, host and user",
        arguments: [
            ("smtp://mail.example", "mail.example:25", SMTPServer.Encryption.required),
            ("smtp://u:p@mail.example", "mail.example:587", .required),
            ("smtp://u:p@mail.example:2525/", "mail.example:2525", .required),
            ("smtps://u:p@mail.example", "mail.example:465", .implicit),
            ("smtps://mail.example", "mail.example:465", .implicit),
            ("smtp://localhost", "localhost:25", .whenOffered),
            ("smtp://u:p@127.0.0.1", "127.0.0.1:587", .whenOffered),
            ("smtp://127.1", "127.0.0.1:25", .whenOffered),
            ("smtp://[::1]:26", "[::1]:26", .whenOffered),
            ("smtp://[0:0:0:0:0:0:0:1]", "[::1]:25", .whenOffered),
            ("smtp://localhost?starttls=required", "localhost:25", .required),
            ("smtp://mail.example?starttls=optional", "mail.example:25", .whenOffered),
            ("smtp://mail.example?starttls=off", "mail.example:25", .none),
            ("smtp://127.0.0.1.example", "127.0.0.1.example:25", .required),
            ("smtp://localhost.example", "localhost.example:25", .required),
            ("smtp://posta.çiçek.example", "posta.xn--iek-1lab.example:25", .required),
        ]
    )
    func defaults(_ text: String, _ place: String, _ encryption: SMTPServer.Encryption) throws {
        let server = try server(text)
        #expect(server.place == place)
        #expect(server.encryption == encryption)
    }

    @Test("user, password, own authority and time limit are read, percent-decoded")
    func parts() throws {
        let server = try server("smtps://shop%40b.example:p%2Fa%3As%C5%9F@m.example?ca=/etc/a%20b.pem&timeout=7")
        #expect(server.credentials?.user.reveal() == "shop@b.example")
        #expect(server.credentials?.password.reveal() == "p/a:sş")
        #expect(server.authorityFile == "/etc/a b.pem")
        #expect(server.timeoutSeconds == 7)
    }

    @Test(
        "what is not understood is refused, in words that repeat nothing of it",
        arguments: [
            "smtp://", "smtp:gizli", "smtp:/gizli", "smtp:///gizli", "smtp://gizli:0",
            "smtp://gizli:65536", "smtp://gizli:port", "smtp://gi zli", "smtp://gizli\r\n", "smtp://gizli\0",
            "smtp://[gizli]", "smtp://gizli%7F",
            // Special characters that are not percent-encoded.
            "smtp://u:gizli/x@h", "smtp://u:12/gizli@h", "smtp://u:gizli#x@h", "smtp://u:12#gizli@h",
            "smtp://u:1?gizli@h",
            "smtp://gizli;AUTH=NTLM:p@h", "smtp://h/gizli", "smtp://h#gizli",
            "smtp://gizli@h", "smtp://gizli:@h", "smtp://:gizli@h", "smtp://u:giz%00li@h", "smtp://u:giz%0D%0Ali@h",
            "smtp://h?gizli=1", "smtp://h?gizli", "smtp://h?starttls=gizli", "smtp://h?starttls=",
            "smtp://h?timeout=gizli",
            "smtp://h?timeout=0", "smtp://h?timeout=61", "smtp://h?ca=gizli.pem", "smtp://h?ca=/gizli%00.pem",
            "smtp://h?timeout=1&timeout=2", "smtp://h?ca=/gizli.pem&starttls=off",
            "smtps://h?starttls=off", "smtps://h?starttls=required",
            // A password that could be overheard.
            "smtp://u:gizli@h?starttls=off", "smtp://u:gizli@h?starttls=optional",
        ]
    )
    func refused(_ text: String) throws {
        let refusal = #expect(throws: MailURL.Refusal.self) { try MailURL(text) }
        let reason = try #require(refusal?.reason)
        #expect(!reason.contains("gizli") && !reason.contains("zli"))
        #expect(reason.split(whereSeparator: \.isNewline).count == 1)
    }

    @Test("without TLS a password is only for a server on this machine")
    func passwordInTheClear() throws {
        #expect(try server("smtp://u:p@127.0.0.1?starttls=off").maySendInTheClear == false)
        #expect(try server("smtp://h?starttls=off").maySendInTheClear)
        #expect(try server("smtp://h?starttls=optional").maySendInTheClear)
        #expect(try server("smtps://h").maySendInTheClear == false)
    }

    @Test(
        "a domain beyond ASCII becomes an A-label, and what is none is refused",
        arguments: [
            ("ayse@example.com", "ayse@example.com"), ("ayse@EXAMPLE.com", "ayse@EXAMPLE.com"),
            ("ayse@Çiçek.example", "ayse@xn--iek-1lab.example"), ("ayşe@bücher.example", "ayşe@xn--bcher-kva.example"),
            ("a@موقع.example", "a@xn--4gbrim.example"), ("a@ſs.example", "a@ss.example"),
            ("a@b@c.example", nil), ("a@", nil), ("@b.example", nil), ("ab", nil), ("a@x＠y.example", nil),
            ("a@\u{200E}ü.example", nil), ("a@ü..example", nil),
        ]
    )
    func domains(_ address: String, _ expected: String?) {
        #expect(MailDomain.asciiAddress(address) == expected)
    }
}
