import Foundation
import Testing

extension ServerSuite {
    @Suite("The log of a running server")
    struct Logs {
        private static let email = "log@example.com"

        /// Each line of standard error, read as the JSON object that it has to be.
        private func entries(_ hesap: HesapProcess) throws -> [[String: String]] {
            try String(contentsOf: hesap.serverLog, encoding: .utf8).split(separator: "\n").map { line in
                let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String]
                return try #require(object, "\(line)")
            }
        }

        /// The line of one request, found by its id.
        private func request(_ id: String, _ hesap: HesapProcess) throws -> [String: String] {
            let lines = try entries(hesap).filter { $0["message"] == "request" && $0["request_id"] == id }
            #expect(lines.count == 1)
            return try #require(lines.first)
        }

        private func running(_ settings: [String: String] = [:]) throws -> HesapProcess {
            try HesapProcess.running(["HESAP_LOG_FORMAT": "json"], settings: settings)
        }

        @Test("each request is one line with time in UTC, method, pattern, status and id, refused ones too")
        func everyRequest() throws {
            let hesap = try running(["THROTTLE_RATES": #"{"login": "1/hour"}"#])
            let shopper = Shopper(port: hesap.port)
            let login = ["email": Self.email, "password": "not-the-right-one"]
            func ask(_ id: String, _ method: String, _ path: String, _ body: [String: Any] = [:]) throws {
                try shopper.send(method, path, body, headers: ["X-Request-ID": id])
            }
            try ask("log-invalid-input", "POST", "/users/activate-currency/", ["currency_code": "???"])
            try ask("log-wrong-password", "POST", "/users/login/", login)
            try ask("log-too-many-tries", "POST", "/users/login/", login)
            try ask("log-not-signed-in", "PATCH", "/users/profile/", ["first_name": "x"])
            _ = try shopper.request("POST", "/users/logout/", body: [], headers: ["X-Request-ID": "log-no-csrf-token"])
            try shopper.get("/users/session/", headers: ["X-Request-ID": "log-allowed"])
            let expected = [
                "log-invalid-input": "POST /users/activate-currency 400", "log-wrong-password": "POST /users/login 400",
                "log-too-many-tries": "POST /users/login 429", "log-not-signed-in": "PATCH /users/profile 401",
                "log-no-csrf-token": "POST /users/logout 403", "log-allowed": "GET /users/session 200",
            ]
            for (id, told) in expected {
                let line = try request(id, hesap)
                #expect("\(line["method"] ?? "") \(line["route"] ?? "") \(line["status"] ?? "")" == told)
                #expect(line["time"]?.wholeMatch(of: #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z/#) != nil)
            }
        }

        @Test("a refused sign-in is marked as suspicious, with the id of its request and without the address")
        func refusedSignIn() throws {
            let hesap = try running()
            try Shopper(port: hesap.port).send(
                "POST",
                "/users/login/",
                ["email": Self.email, "password": "not-the-right-one"],
                headers: ["X-Request-ID": "log-guessing"]
            )
            let lines = try entries(hesap).filter { $0["suspicious"] == "credentials" }
            #expect(lines.map { $0["request_id"] } == ["log-guessing"])
            #expect(try !String(contentsOf: hesap.serverLog, encoding: .utf8).contains(Self.email))
        }

        @Test("an error that nobody foresaw is logged with its cause, which the answer does not tell")
        func unexpectedError() throws {
            let hesap = try running()
            _ = try SQLiteShell.query(hesap, "ALTER TABLE hesap_throttle RENAME TO gone")
            let answer = try Shopper(port: hesap.port).send(
                "POST",
                "/users/login/",
                ["email": Self.email, "password": "x"],
                headers: ["X-Request-ID": "log-broken"]
            )
            #expect(answer.status == 500 && !answer.text.contains("hesap_throttle"))
            let errors = try entries(hesap).filter { $0["level"] == "error" && $0["request_id"] == "log-broken" }
            #expect(errors.count == 1 && errors.first?["reason"]?.isEmpty == false)
            #expect(try request("log-broken", hesap)["status"] == "500")
        }

        @Test("the server writes to its database, its mails and its log, and to nothing else")
        func nothingElse() throws {
            let hesap = try running()
            _ = try hesap.createUser(Self.email, password: "Bir-Iki-Uc-456")
            try Shopper(port: hesap.port).post("/users/password/reset/", ["email": Self.email])
            _ = try hesap.resetPath(for: Self.email)
            let names = try FileManager.default.contentsOfDirectory(atPath: hesap.folder.path)
            let own = names.filter { !$0.hasPrefix("out-") && !$0.hasPrefix("err-") }
            #expect(Set(own) == ["hesap.sqlite3", "hesap.sqlite3-wal", "hesap.sqlite3-shm", "mail", "server.log"])
        }
    }
}
