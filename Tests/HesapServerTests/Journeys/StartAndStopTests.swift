import Foundation
import Testing

extension ServerSuite {
    @Suite("Start and stop")
    struct StartAndStop {
        @Test(
            "a wrong configuration stops the start with one line that names the setting",
            arguments: [
                ["HESAP_PORT": "eighty"], ["HESAP_PORT": "70000"], ["HESAP_SECRET_KEY": ""],
                ["HESAP_NO_SUCH_THING": "1"],
                ["HESAP_PUBLIC_URL": "shop.example"], ["HESAP_TRUSTED_PROXIES": "10.0.0.0/99"],
                ["HESAP_MAIL_URL": "pigeon:home"], ["HESAP_LOG_FORMAT": "xml"], ["HESAP_PASSWORD_ITERATIONS": "0"],
                ["HESAP_DATABASE_URL": "mysql://x"], ["HESAP_SESSION_COOKIE_SAMESITE": "Sometimes"],
                ["HESAP_HASH_WORKERS": "-1"], ["HESAP_SESSION_COOKIE_NAMES": "a b"],
                ["HESAP_PASSWORD_HASHER": "md5"], ["HESAP_LEGACY_PASSWORD_HASHERS": "argon2"],
            ]
        )
        func wrongConfiguration(environment: [String: String]) throws {
            let hesap = try HesapProcess(environment)
            for command in ["serve", "check"] {
                let result = try hesap.run(command)
                #expect(result.status == 1)
                #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
                for name in environment.keys { #expect(result.errors.contains(name), "\(result.errors)") }
            }
            #expect(!FileManager.default.fileExists(atPath: hesap.folder.appendingPathComponent("hesap.sqlite3").path))
        }

        @Test("bad usage ends with 64", arguments: [["nonsense"], ["user", "create"], ["serve", "--no-such-flag"]])
        func badUsage(arguments: [String]) throws {
            #expect(try HesapProcess().run(arguments).status == 64)
        }

        @Test("a database that was never migrated refuses the start")
        func notMigrated() throws {
            let result = try HesapProcess().run("serve")
            #expect(result.status == 1)
            #expect(result.errors.contains("hesap migrate"))
        }

        @Test("a port in use stops the start with one line that names it", arguments: ["HESAP_PORT", "HESAP_OPS_PORT"])
        func portInUse(setting: String) throws {
            let first = try HesapProcess.running()
            let second = try HesapProcess([setting: "\(first.port)"])
            try second.prepare()
            let result = try second.run("serve")
            #expect(result.status == 1)
            #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
            #expect(result.errors.contains("\(first.port)"))
        }

        @Test(
            "a mistyped path is named, and no database is made of it",
            arguments: [["check"], ["serve"], ["user", "show", "--id", "1"]]
        )
        func mistypedPath(arguments: [String]) throws {
            let hesap = try HesapProcess()
            let result = try hesap.run(arguments)
            #expect(result.status == 1)
            #expect((result.output + result.errors).contains("hesap.sqlite3"))
            #expect(!FileManager.default.fileExists(atPath: hesap.folder.appendingPathComponent("hesap.sqlite3").path))
        }

        @Test("a role that may not write is found at the start, not by shoppers")
        func readOnlyRole() throws {
            let hesap = try HesapProcess(engine: .postgres)
            try hesap.prepare()
            let role = "reader_\(hesap.port)"
            try hesap.postgres?.query("CREATE ROLE \(role); GRANT SELECT ON ALL TABLES IN SCHEMA public TO \(role)")
            hesap.environment["HESAP_DATABASE_URL", default: ""] += "?options=-crole%3D" + role
            let result = try hesap.run("serve")
            try hesap.postgres?.query("DROP OWNED BY \(role); DROP ROLE \(role)")
            #expect(result.status == 1)
            #expect(result.errors.contains("cannot be written"), "\(result.errors)")
        }

        @Test("a PostgreSQL that does not answer is a finding of check")
        func noPostgres() throws {
            let result = try HesapProcess(["HESAP_DATABASE_URL": "postgres://u:gizli@127.0.0.1:1/x"]).run("check")
            #expect(result.status == 1)
            #expect(result.output.hasPrefix("hesap.E002 error: PostgreSQL: "), "\(result.output)")
            #expect(!(result.output + result.errors).contains("gizli"))
        }

        @Test("migrations started at once all succeed, and one of them does the work", arguments: TestEngine.allCases)
        func migrationsAtOnce(engine: TestEngine) throws {
            let hesap = try HesapProcess(engine: engine)
            let results = try Racing.run(4) { _ in try hesap.run("migrate") }.map { try $0.get() }
            #expect(results.map(\.status) == [0, 0, 0, 0], "\(results.map(\.errors))")
            #expect(results.filter { $0.output == "nothing to do\n" }.count == 3)
        }

        @Test("SIGTERM under load drops no accepted request")
        func terminatesCleanly() throws {
            let hesap = try HesapProcess.running()
            let load = Load(port: hesap.port, shoppers: 32)
            load.start()
            Thread.sleep(forTimeInterval: 1)
            let status = hesap.stop(SIGTERM)
            let (acknowledged, broken) = load.finish()
            #expect(status == 0)
            #expect(acknowledged.values.reduce(0) { $0 + $1.answers } > 50)
            #expect(broken.isEmpty, "\(broken)")
            try acknowledged.expectStored(in: hesap)
        }

        @Test("SIGTERM while clients connect ends the process in order")
        func terminatesAmongNewConnections() throws {
            let hesap = try HesapProcess.running()
            let port = hesap.port
            let done = DispatchGroup()
            for _ in 0..<16 {
                done.enter()
                Thread.detachNewThread {
                    while (try? HTTPConnection(port: port)) != nil {}
                    done.leave()
                }
            }
            Thread.sleep(forTimeInterval: 0.5)
            #expect(hesap.stop() == 0)
            done.wait()
        }

        /// Without any, the runtime under Swift's tasks ends the process.
        @Test("more connections than file descriptors wait, and operators are let in meanwhile")
        func descriptors() throws {
            let hesap = try HesapProcess.running()
            let first = Shopper(port: hesap.port)
            #expect(try first.get("/users/session/").status == 200)
            try hesap.limitDescriptors(to: 80)
            var crowd = try (0..<120).map { _ in try HTTPConnection(port: hesap.port) }
            let end = Date().addingTimeInterval(10)
            let isLogged = { try String(contentsOf: hesap.serverLog, encoding: .utf8).contains("new connections wait") }
            while try Date() < end && !isLogged() { usleep(20_000) }
            #expect(try isLogged())
            #expect(try first.get("/users/session/").status == 200)
            #expect(try Shopper(port: hesap.operationsPort).get("/health/ready").status == 200)
            crowd.removeAll()
            #expect(try Shopper(port: hesap.port).get("/users/session/").status == 200)
            #expect(hesap.stop() == 0)
        }

        @Test("kill -9 under load loses nothing that was acknowledged", arguments: TestEngine.allCases)
        func killed(engine: TestEngine) throws {
            let hesap = try HesapProcess(engine: engine)
            try hesap.prepare()
            let rounds = Int(ProcessInfo.processInfo.environment["HESAP_KILL_ROUNDS"] ?? "4") ?? 4
            for _ in 0..<rounds {
                try hesap.start()
                let load = Load(port: hesap.port, shoppers: 8)
                load.start()
                Thread.sleep(forTimeInterval: .random(in: 0.1...1.2))
                hesap.stop(SIGKILL)
                let (acknowledged, _) = load.finish()
                try hesap.start()
                try acknowledged.expectStored(in: hesap)
                hesap.stop()
                guard engine == .sqlite else { continue }
                #expect(try SQLiteShell.query(hesap, "PRAGMA integrity_check") == "ok")
            }
        }

        @Test("live, ready and metrics answer on the operations port only")
        func operations() throws {
            let hesap = try HesapProcess.running()
            let operator_ = Shopper(port: hesap.operationsPort)
            #expect(try operator_.get("/health/live").status == 200)
            #expect(try operator_.get("/health/ready").status == 200)
            #expect(
                try operator_.get("/metrics").text.contains(
                    "hesap_http_requests_total{method=\"GET\",route=\"/users/session\""
                )
            )
            for path in ["/health/live", "/health/ready", "/metrics"] {
                #expect(try Shopper(port: hesap.port).get(path).status == 404)
            }
        }
    }
}
