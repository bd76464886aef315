import Foundation
import Testing

extension ServerSuite {
    @Suite("The command line")
    struct Commands {
        @Test("a user is made, shown, gets a link that works and is anonymized")
        func userCommands() throws {
            let hesap = try HesapProcess.running()
            let id = try hesap.createUser("ops@example.com", password: "Bir-Iki-Uc-456")
            let shown = try hesap.must("user", "show", "--email", "OPS@example.com")
            #expect(shown == (try hesap.must("user", "show", "--id", id)))
            let json = try JSONSerialization.jsonObject(with: Data(shown.utf8)) as? [String: Any]
            #expect(json?["email"] as? String == "ops@example.com")
            #expect(json?["password"] == nil)
            #expect(try hesap.run("user", "create", "--email", "ops@example.com").status == 1)
            let link = try hesap.must("user", "reset-link", "--email", "ops@example.com")
            #expect(link.hasPrefix("http://127.0.0.1:\(hesap.port)/users/reset/"))
            let path = HesapProcess.resetPath(in: link) ?? ""
            #expect(try Shopper(port: hesap.port).get(path).json["valid"] as? Bool == true)
            try hesap.must("user", "anonymize", "--id", id)
            #expect(try Shopper(port: hesap.port).get(path).json["valid"] as? Bool == false)
            #expect(try hesap.run("user", "show", "--email", "ops@example.com").status == 1)
            #expect(try hesap.must("user", "show", "--id", id).contains("anonymized"))
        }

        @Test("cities are imported, found in Turkish casing, and importing again changes nothing")
        func cityCommands() throws {
            let hesap = try HesapProcess()
            try hesap.prepare()
            let data = HesapProcess.repository.appendingPathComponent("Data/cities/cities.txt").path
            let first = try hesap.must("cities", "import", data)
            let second = try hesap.must("cities", "import", data)
            #expect(first != second)
            for name in ["İSTANBUL", "istanbul", "ıstanbul", "Izmir", "Diyarbakir", "Sanliurfa", "Sakarya"] {
                #expect(!(try hesap.must("cities", "find", name)).isEmpty, "\(name)")
            }
            #expect(try hesap.run("cities", "find", "Nirgendwo").status == 1)
            let broken = try hesap.run("cities", "import", "/dev/stdin", input: "one\ttwo\n")
            #expect(broken.status == 1)
            #expect(broken.errors.contains("line 1"))
        }

        @Test("check passes as configured for tests, and --deploy names what is unsafe")
        func check() throws {
            let hesap = try HesapProcess()
            try hesap.prepare()
            #expect(try hesap.run("check").status == 0)
            let deploy = try hesap.run("check", "--deploy")
            #expect((deploy.output + deploy.errors).contains("hesap.W"))
        }

        @Test("a missing index on addresses is named by check --deploy until migrate --email-index made it")
        func emailIndex() throws {
            let hesap = try HesapProcess()
            try hesap.prepare()
            #expect(try hesap.run("check", "--deploy").output.contains("hesap.W109"))
            #expect(try hesap.must("migrate", "--email-index").contains("hesap_user_email"))
            #expect(try !hesap.run("check", "--deploy").output.contains("hesap.W109"))
            #expect(try hesap.must("migrate", "--email-index").contains("nothing to do"))
        }

        @Test(
            "mail that cannot leave is listed without its address, tried again, and dropped",
            arguments: TestEngine.allCases
        )
        func mailCommands(_ engine: TestEngine) throws {
            let hesap = try HesapProcess(engine: engine)
            try hesap.prepare()
            let id = try hesap.createUser("post@example.com", password: "Bir-Iki-Uc-456")
            try hesap.must("user", "anonymize", "--id", id)
            let waiting = try hesap.must("mail", "list", "--json")
            let entry = try JSONSerialization.jsonObject(with: Data(waiting.utf8)) as? [String: Any]
            #expect(entry?["kind"] as? String == "account_anonymized")
            #expect(entry?["failures"] as? Int == 0)
            #expect(entry?["dead_since"] is NSNull && entry?["next_try"] is String && entry?["account"] is NSNull)
            let mail = String(try #require(entry?["id"] as? Int))
            #expect(try hesap.must("mail", "list").hasPrefix("\(mail)  account_anonymized  no account  queued "))
            #expect(!(waiting + (try hesap.must("mail", "list"))).contains("post@"))
            #expect(try hesap.must("mail", "list", "--dead").isEmpty)
            #expect(try hesap.must("mail", "retry", "--dead") == "0")
            #expect(try hesap.must("mail", "retry", mail) == "1")
            let unknown = try hesap.run("mail", "drop", mail, "999")
            #expect(unknown.status == 1 && unknown.output == "1\n")
            #expect(unknown.errors == "hesap: no mail has the id 999\n")
            #expect(try hesap.must("mail", "list").isEmpty)
            for usage in [["retry"], ["retry", "1", "--dead"], ["drop"], ["drop", "x"], ["drop", "0"]] {
                #expect(try hesap.run(["mail"] + usage).status == 64, "\(usage)")
            }
        }

        @Test(
            "sessions of one account, then of everybody, end while the server runs",
            arguments: TestEngine.allCases
        )
        func endSessions(_ engine: TestEngine) throws {
            let hesap = try HesapProcess.running(engine: engine)
            var shoppers: [Shopper] = []
            var ids: [String] = []
            for name in ["ada", "grace"] {
                ids.append(try hesap.createUser("\(name)@example.com", password: "Bir-Iki-Uc-456"))
                let shopper = Shopper(port: hesap.port)
                try shopper.post("/users/login/", ["email": "\(name)@example.com", "password": "Bir-Iki-Uc-456"])
                shoppers.append(shopper)
            }
            let isSignedIn: (Shopper) throws -> Bool? = { shopper in
                // A browser: an answer that ends the session would take away its cookie.
                let browser = Shopper(port: hesap.port)
                browser.cookies = shopper.cookies
                return try browser.get("/users/session/").json["is_authenticated"] as? Bool
            }
            #expect(try shoppers.map(isSignedIn) == [true, true])
            #expect(try hesap.must("sessions", "end", "--id", ids[0]) == "1")
            #expect(try shoppers.map(isSignedIn) == [false, true])
            #expect(try hesap.must("sessions", "end", "--id", ids[0]) == "0")
            #expect(try hesap.must("sessions", "end", "--all") == "1")
            #expect(try shoppers.map(isSignedIn) == [false, false])
            let unknown = try hesap.run("sessions", "end", "--id", "999")
            #expect(unknown.status == 1 && unknown.output.isEmpty)
            #expect(unknown.errors == "hesap: no such account\n")
            for usage in [[], ["--id", "1", "--all"], ["--id", "x"], ["--id"]] {
                #expect(try hesap.run(["sessions", "end"] + usage).status == 64, "\(usage)")
            }
        }

        @Test("whoever is anonymized by an operator is told so")
        func anonymizedNotice() throws {
            let hesap = try HesapProcess()
            try hesap.prepare()
            let id = try hesap.createUser("post@example.com", password: "Bir-Iki-Uc-456")
            try hesap.must("user", "anonymize", "--id", id)
            #expect(try hesap.must("mail", "send-pending") == "1 sent, 0 failed")
            #expect(hesap.mails().filter { $0.contains("To: post@example.com") }.count == 1)
            #expect(try hesap.must("mail", "list").isEmpty)
        }

        @Test("waiting mail is sent by the command when no server runs")
        func sendPending() throws {
            let hesap = try HesapProcess.running()
            _ = try hesap.createUser("post@example.com", password: "Bir-Iki-Uc-456")
            try Shopper(port: hesap.port).post("/users/password/reset/", ["email": "post@example.com"])
            hesap.stop()
            try hesap.must("mail", "send-pending")
            #expect(hesap.mails().filter { $0.contains("post@example.com") }.count == 1)
            try hesap.must("sessions", "purge")
        }

        @Test("the printed OpenAPI document is the served one and passes a real validator")
        func openAPI() throws {
            let hesap = try HesapProcess.running()
            let printed = try hesap.must("openapi")
            let served = try Shopper(port: hesap.port).get("/openapi.json").text
            let left = try JSONSerialization.jsonObject(with: Data(printed.utf8)) as? NSDictionary
            let right = try JSONSerialization.jsonObject(with: Data(served.utf8)) as? NSDictionary
            #expect(left != nil && left == right)
            let result = try Python.run("Scripts/validate_openapi.py", input: printed)
            #expect(result.status == 0, "\(result.output)")
        }
    }
}

/// A script of the repository in the virtual environment that `make test` makes.
enum Python {
    static func run(_ script: String, input: String) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = HesapProcess.repository.appendingPathComponent(".venv-test/bin/python")
        process.arguments = [HesapProcess.repository.appendingPathComponent(script).path]
        let input_ = Pipe()
        let output = Pipe()
        process.standardInput = input_
        process.standardOutput = output
        process.standardError = output
        try process.run()
        input_.fileHandleForWriting.write(Data(input.utf8))
        try input_.fileHandleForWriting.close()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }
}
