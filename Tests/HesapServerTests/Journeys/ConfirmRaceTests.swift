import Foundation
import Testing

extension ServerSuite {
    @Suite("Races over real HTTP")
    struct Races {
        @Test("of many simultaneous confirms of one token exactly one succeeds")
        func oneConfirmWins() throws {
            let hesap = try HesapProcess.running(settings: ["THROTTLE_RATES": #"{"reset_confirm": null}"#])
            let id = try hesap.createUser("race@example.com", password: "Bir-Iki-Uc-456")
            #expect(Int(id) != nil)
            let link = try hesap.must("user", "reset-link", "--email", "race@example.com")
            let path = String(link.drop { $0 != ":" }.dropFirst(3).drop { $0 != "/" })
            let statuses = Racing.run(200) { index in
                try Self.confirm(port: hesap.port, path: path, password: "Yeni-Parola-\(index)-x")
            }
            let all = try statuses.map { try $0.get() }
            #expect(all.filter { $0 == 200 }.count == 1)
            #expect(all.filter { $0 == 400 }.count == 199)
        }

        /// Repeats what was answered 503, as `Retry-After` asks.
        static func confirm(port: Int, path: String, password: String) throws -> Int {
            let shopper = Shopper(port: port)
            for _ in 0..<60 {
                let answer = try shopper.post(path, ["new_password1": password, "new_password2": password])
                guard answer.status == 503 else { return answer.status }
                guard answer.header("Retry-After") != nil else { return 0 }
                Thread.sleep(forTimeInterval: .random(in: 0.1...0.5))
            }
            return 503
        }

        @Test("other requests go on while the hash queue is full, and what does not fit is told to come back")
        func fullHashQueue() throws {
            let extra = ["HESAP_HASH_WORKERS": "1", "HESAP_HASH_QUEUE": "2", "HESAP_PASSWORD_ITERATIONS": "400000"]
            let hesap = try HesapProcess.running(extra, settings: ["THROTTLE_RATES": #"{"login": null}"#])
            let statuses = Racing.run(20) { _ in
                try Shopper(port: hesap.port).post("/users/login/", ["email": "a@example.com", "password": "x"]).status
            }
            let all = try statuses.map { try $0.get() }
            #expect(all.contains(503))
            #expect(all.contains(400))
            #expect(all.allSatisfy { $0 == 503 || $0 == 400 })
            #expect(
                try Shopper(port: hesap.port).post("/users/activate-currency/", ["currency_code": "USD"]).status == 204
            )
        }
    }
}
