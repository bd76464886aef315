import Foundation
import Testing

extension ServerSuite {
    @Suite("Two Hesaps on one PostgreSQL")
    struct TwoProcesses {
        /// Both with the same mail folder, so that mails can be counted.
        private static func pair(settings: [String: String] = [:]) throws -> (HesapProcess, HesapProcess) {
            let one = try HesapProcess.running(settings: settings, engine: .postgres)
            let mail = ["HESAP_MAIL_URL": "file:\(one.folder.path)/mail"]
            let two = try HesapProcess.running(mail, engine: .postgres, database: one.postgres)
            return (one, two)
        }

        /// Looks for at most ten seconds; how soon it came is the benchmarks' business.
        private static func eventually(_ condition: () throws -> Bool) throws -> Bool {
            for _ in 0..<200 {
                if try condition() { return true }
                Thread.sleep(forTimeInterval: 0.05)
            }
            return false
        }

        @Test("a session begun at one goes on at the other and ends at both")
        func sessions() throws {
            let (one, two) = try Self.pair()
            _ = try one.createUser("ayse@example.com", password: "Bir-Iki-Uc-456")
            let shopper = Shopper(port: one.port)
            try shopper.post("/users/activate-currency/", ["currency_code": "EUR"])
            try shopper.post("/users/login/", ["email": "ayse@example.com", "password": "Bir-Iki-Uc-456"])
            let elsewhere = Shopper(port: two.port)
            elsewhere.cookies = shopper.cookies
            let session = try elsewhere.get("/users/session/").json
            #expect(session["is_authenticated"] as? Bool == true)
            #expect(session["currency"] as? String == "EUR")
            #expect(try elsewhere.post("/users/logout/").status == 200)
            #expect(try shopper.get("/current_user/").status == 401)
        }

        @Test("a guest's session that one remembers may be changed and ended at the other")
        func remembered() throws {
            let (one, two) = try Self.pair()
            let (here, there) = (Shopper(port: one.port), Shopper(port: two.port))
            try here.post("/users/activate-currency/", ["currency_code": "EUR"])
            there.cookies = here.cookies
            // Each begins from what the other left, and from what it left itself.
            for (shopper, code) in [(here, "USD"), (here, "EUR"), (there, "TRY"), (there, "USD"), (here, "EUR")] {
                #expect(try shopper.post("/users/activate-currency/", ["currency_code": code]).status == 204)
                for shopper in [here, there] {
                    #expect(try shopper.get("/users/session/").json["currency"] as? String == code)
                }
            }
            #expect(here.cookies["sessionid"] == there.cookies["sessionid"])
            let ended = here.cookies["sessionid"]
            #expect(try there.post("/users/logout/").status == 200)
            #expect(try here.post("/users/activate-currency/", ["currency_code": "USD"]).status == 204)
            #expect(here.cookies["sessionid"] != ended)
            #expect(try one.postgres?.query("SELECT count(*) FROM django_session") == "1")
        }

        @Test("new settings reach both")
        func settings() throws {
            let (one, two) = try Self.pair()
            try one.must("settings", "set", "AVAILABLE_CURRENCIES", #"["TRY","GBP"]"#)
            for hesap in [one, two] {
                let shopper = Shopper(port: hesap.port)
                #expect(
                    try Self.eventually {
                        try shopper.post("/users/activate-currency/", ["currency_code": "GBP"]).status == 204
                    }
                )
            }
        }

        @Test("tries are counted together")
        func throttles() throws {
            let (one, two) = try Self.pair(settings: ["THROTTLE_RATES": #"{"login": "10/hour"}"#])
            // In parallel: first tries that do not see each other must not each begin a count.
            let statuses = try Racing.run(24) { index in
                let port = (index % 2 == 0 ? one : two).port
                return try Shopper(port: port).post("/users/login/", ["email": "x@example.com", "password": "y"]).status
            }.map { try $0.get() }
            #expect(statuses.filter { $0 == 429 }.count == 14)
            #expect(statuses.filter { $0 == 400 }.count == 10)
        }

        @Test("each mail is sent once")
        func mails() throws {
            let (one, two) = try Self.pair(settings: ["THROTTLE_RATES": #"{"password_reset": null}"#])
            for number in 0..<12 {
                _ = try one.createUser("u\(number)@example.com", password: "Bir-Iki-Uc-456")
            }
            let answers = try Racing.run(12) { number in
                try Shopper(port: (number % 2 == 0 ? one : two).port)
                    .post("/users/password/reset/", ["email": "u\(number)@example.com"]).status
            }.map { try $0.get() }
            #expect(answers == Array(repeating: 200, count: 12))
            #expect(try Self.eventually { one.mails().count >= 12 })
            // Both workers have had several more turns.
            Thread.sleep(forTimeInterval: 2)
            #expect(one.mails().count == 12)
            #expect(try one.postgres?.query("SELECT count(*) FROM hesap_outbox") == "0")
        }

        @Test("of many simultaneous confirms of one token exactly one succeeds")
        func oneConfirmWins() throws {
            let (one, two) = try Self.pair(settings: ["THROTTLE_RATES": #"{"reset_confirm": null}"#])
            _ = try one.createUser("race@example.com", password: "Bir-Iki-Uc-456")
            let link = try one.must("user", "reset-link", "--email", "race@example.com")
            let path = String(link.drop { $0 != ":" }.dropFirst(3).drop { $0 != "/" })
            let statuses = try Racing.run(100) { index in
                let port = (index % 2 == 0 ? one : two).port
                return try Races.confirm(port: port, path: path, password: "Yeni-Parola-\(index)-x")
            }.map { try $0.get() }
            #expect(statuses.filter { $0 == 200 }.count == 1)
            #expect(statuses.filter { $0 == 400 }.count == 99)
        }
    }

    @Suite("PostgreSQL goes away and comes back")
    struct PostgresOutage {
        @Test("a promoted standby is found, and nothing acknowledged is lost")
        func failover() throws {
            let server = try PostgresTestServer(withStandby: true)
            let database = try PostgresTestDatabase(server: server.url)
            let hesap = try HesapProcess.running(engine: .postgres, database: database)
            let load = Load(port: hesap.port, shoppers: 8)
            load.start()
            Thread.sleep(forTimeInterval: 1)
            try server.stop("immediate")
            try server.promoteStandby()
            Thread.sleep(forTimeInterval: 1)
            let (acknowledged, broken) = load.finish()
            #expect(acknowledged.values.reduce(0) { $0 + $1.answers } > 50)
            #expect(broken.allSatisfy { $0.hasPrefix("503") }, "\(Set(broken))")
            try acknowledged.expectStored(in: hesap)
            let late = try Shopper(port: hesap.port).post("/users/activate-currency/", ["currency_code": "USD"])
            #expect(late.status == 204)
        }

        @Test(
            "503 while it is away, service afterwards, nothing acknowledged is lost",
            arguments: ["fast", "immediate"]
        )
        func restart(mode: String) throws {
            let server = try PostgresTestServer()
            let database = try PostgresTestDatabase(server: server.url)
            let hesap = try HesapProcess.running(engine: .postgres, database: database)
            let load = Load(port: hesap.port, shoppers: 8)
            load.start()
            Thread.sleep(forTimeInterval: 0.5)
            try server.stop(mode)
            Thread.sleep(forTimeInterval: 0.5)
            let away = try Shopper(port: hesap.port).get("/users/session/")
            let cookies = Shopper(port: hesap.port)
            cookies.cookies = ["sessionid": String(repeating: "a", count: 32)]
            let down = try cookies.get("/users/session/")
            try server.start()
            Thread.sleep(forTimeInterval: 1)
            let (acknowledged, broken) = load.finish()
            #expect(away.status == 200, "a guest without a session needs no database")
            #expect(down.status == 503)
            #expect(down.header("Retry-After") != nil)
            #expect(!broken.isEmpty)
            #expect(broken.allSatisfy { $0.hasPrefix("503") }, "\(Set(broken))")
            try acknowledged.expectStored(in: hesap)
            #expect(
                try Shopper(port: hesap.port).post("/users/activate-currency/", ["currency_code": "USD"]).status == 204
            )
            #expect(hesap.stop() == 0)
        }
    }
}
