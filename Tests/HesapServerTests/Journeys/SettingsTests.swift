import Foundation
import Testing

extension ServerSuite {
    @Suite("Settings changed by the command in another process")
    struct LiveSettingsTests {
        @Test("a new currency is offered within a second, a removed one is repaired on the next write")
        func currencies() throws {
            let hesap = try HesapProcess.running()
            let shopper = Shopper(port: hesap.port)
            #expect(try shopper.post("/users/activate-currency/", ["currency_code": "GBP"]).status == 400)
            try hesap.must("settings", "set", "AVAILABLE_CURRENCIES", #"["TRY","GBP"]"#)
            Thread.sleep(forTimeInterval: 1)
            #expect(try shopper.post("/users/activate-currency/", ["currency_code": "gbp"]).status == 204)
            try hesap.must("settings", "set", "AVAILABLE_CURRENCIES", #"["TRY","USD"]"#)
            Thread.sleep(forTimeInterval: 1)
            #expect(try shopper.get("/users/session/").json["currency"] as? String == "TRY")
            #expect(try shopper.post("/users/activate-currency/", ["currency_code": "USD"]).status == 204)
            #expect(try shopper.get("/users/session/").json["currency"] as? String == "USD")
        }

        @Test(
            "a value that does not fit is refused with one line and changes nothing",
            arguments: [
                ["set", "AVAILABLE_CURRENCIES", "[]"], ["set", "AVAILABLE_CURRENCIES", #"["USD"]"#],
                ["set", "DEFAULT_CURRENCY", #""GBP""#], ["set", "NO_SUCH_KEY", "1"],
                ["set", "PASSWORD_HISTORY_LENGTH", "25"],
                ["set", "LANGUAGES", #"["en"]"#], ["set", "THROTTLE_RATES", #"{"login":"fast"}"#],
                ["set", "AUTH_PASSWORD_VALIDATORS", #"[{"NAME":"nobody.Knows"}]"#],
                ["set", "DEFAULT_CURRENCY", "not json"],
                ["rollback", "99"],
            ]
        )
        func refused(arguments: [String]) throws {
            let hesap = try HesapProcess()
            try hesap.prepare()
            let before = try hesap.must("settings", "list")
            let result = try hesap.run(["settings"] + arguments)
            #expect(result.status == 1)
            #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
            #expect(try hesap.must("settings", "list") == before)
        }

        @Test("history names who and when, and a rollback restores every key")
        func history() throws {
            let hesap = try HesapProcess()
            try hesap.prepare()
            try hesap.must("settings", "set", "SELF_ANONYMIZATION_ENABLED", "true", "--by", "ops-anna")
            try hesap.must("settings", "set", "PASSWORD_HISTORY_LENGTH", "3")
            #expect(try hesap.must("settings", "history").contains("ops-anna"))
            try hesap.must("settings", "rollback", "1")
            #expect(try hesap.must("settings", "get", "PASSWORD_HISTORY_LENGTH").contains("5"))
            #expect(try hesap.must("settings", "get", "SELF_ANONYMIZATION_ENABLED").contains("true"))
            try hesap.must("settings", "unset", "SELF_ANONYMIZATION_ENABLED")
            #expect(try hesap.must("settings", "get", "SELF_ANONYMIZATION_ENABLED").contains("false"))
        }
    }
}
