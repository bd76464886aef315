import Foundation
import Testing

extension ServerSuite {
    @Suite("Mail servers and the real binary")
    struct SMTPChecks {
        private func findings(_ url: String) throws -> [String] {
            let hesap = try HesapProcess(["HESAP_MAIL_URL": url])
            try hesap.prepare()
            let result = try hesap.run("check")
            let lines = result.output.split(separator: "\n").map { String($0) }
            #expect(result.status == (lines == ["no findings"] ? 0 : 1))
            #expect(!(result.output + result.errors).contains("gizli"))
            return lines
        }

        private func refusal(_ server: SMTPTestServer, _ text: String) -> [String] {
            ["hesap.E004 error: MAIL_URL: 127.0.0.1:\(server.port): \(text)"]
        }

        @Test("check logs in at the mail server and sends nothing")
        func sound() throws {
            let authority = try TestAuthority()
            defer { authority.remove() }
            let files = ["--certificate", authority.certificate, "--key", authority.key]
            let server = try SMTPTestServer(["--tls", "starttls", "--auth", "shop:gizli"] + files)
            let url = "smtp://shop:gizli@127.0.0.1:\(server.port)?starttls=required&ca=\(authority.authority)"
            #expect(try findings(url) == ["no findings"])
            let state = try server.state()
            #expect(state.received.isEmpty)
            let wire = try #require(state.conversations.first)
            #expect(wire.contains("AUTH ") && wire.hasSuffix("MAIL FROM:<webmaster@localhost>\r\nQUIT\r\n"))
        }

        @Test("each wrong setting is one line that says what is wrong")
        func wrong() throws {
            let authority = try TestAuthority()
            defer { authority.remove() }
            let files = ["--certificate", authority.certificate, "--key", authority.key]
            let open = try SMTPTestServer()
            #expect(try findings(open.url + "?starttls=required") == refusal(open, "the server offers no STARTTLS"))
            let encrypted = try SMTPTestServer(["--tls", "starttls", "--auth", "shop:right"] + files)
            let place = "127.0.0.1:\(encrypted.port)?ca=\(authority.authority)"
            #expect(try findings(encrypted.url) == refusal(encrypted, "the certificate is not trusted"))
            #expect(
                try findings("smtp://shop:gizli@\(place)") == refusal(encrypted, "user name or password refused")
            )
            #expect(try findings("smtps://\(place)") == refusal(encrypted, "no TLS connection"))
            try open.tell("close")
            #expect(try findings(open.url) == refusal(open, "connection refused"))
            let silent = try SMTPTestServer("--act", "CONNECT:hang")
            #expect(try findings(silent.url + "?timeout=1") == refusal(silent, "no connection in time"))
        }

        @Test(
            "check finds a server that does not let the shop send",
            arguments: [
                (530, "SMTP 530 after MAIL FROM: it wants a log-in or encryption"), (550, "SMTP 550 after MAIL FROM"),
                (553, "SMTP 553 after MAIL FROM"), (451, "SMTP 451 after MAIL FROM"),
            ]
        )
        func unwelcome(reply: Int, text: String) throws {
            let server = try SMTPTestServer("--act", "MAIL:\(reply)")
            #expect(try findings(server.url) == refusal(server, text))
        }

        @Test("mail of a shopper leaves by SMTP, and no log line names the address when it does not")
        func journey() throws {
            let server = try SMTPTestServer("--act", "RCPT:550:1")
            let hesap = try HesapProcess(["HESAP_MAIL_URL": server.url, "HESAP_MAIL_FROM": "Shop <shop@shop.example>"])
            try hesap.prepare()
            for address in ["refused@example.com", "taken@example.com"] {
                _ = try hesap.createUser(address, password: "Bir-Iki-Uc-456")
            }
            try hesap.start()
            let shopper = Shopper(port: hesap.port)
            try shopper.post("/users/password/reset/", ["email": "refused@example.com"])
            try wait(in: hesap) { try hesap.must("mail", "list", "--dead").contains("SMTP 550 after RCPT TO") }
            try shopper.post("/users/password/reset/", ["email": "taken@example.com"])
            try wait(in: hesap) { try server.state().received.count == 1 }
            let mail = try #require(try server.state().received.first)
            #expect(mail.to == ["taken@example.com"])
            let path = try #require(HesapProcess.resetPath(in: mail.text))
            #expect(try shopper.get(path).json["valid"] as? Bool == true)
            let log = try String(contentsOf: hesap.serverLog, encoding: .utf8)
            #expect(log.contains("SMTP 550 after RCPT TO"))
            #expect(!log.contains("refused@") && !log.contains("no, not"))
        }

        private func wait(in hesap: HesapProcess, until isDone: () throws -> Bool) throws {
            let end = Date().addingTimeInterval(20)
            while try !isDone() {
                guard Date() < end, hesap.process?.isRunning == true else {
                    throw HesapProcess.Failure(description: "waited in vain for a mail")
                }
                usleep(50_000)
            }
        }
    }
}
