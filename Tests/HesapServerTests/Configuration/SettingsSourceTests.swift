import HesapMail
import Testing

@testable import HesapServer

struct SettingsSourceTests {
    private static let port = ListenConfiguration.port

    @Test("a flag wins over the environment, the environment over the file, the file over the default")
    func precedence() throws {
        let file = #"{"PORT": 3}"#
        #expect(try source(["HESAP_PORT": "2"], flags: ["--port", "1"], file: file).read(Self.port) == 1)
        #expect(try source(["HESAP_PORT": "2"], file: file).read(Self.port) == 2)
        #expect(try source(file: file).read(Self.port) == 3)
        #expect(try source().read(Self.port) == 8080)
    }

    @Test("an unknown HESAP_ variable is refused by name, others are not ours")
    func unknownVariable() throws {
        #expect(throws: SettingFault.self) { try source(["HESAP_PROT": "8080"]) }
        #expect(fault(["HESAP_PROT": "8080"])?.hasPrefix("HESAP_PROT: ") == true)
        #expect(try source(["PORT": "1", "HESAPX": "1"]).read(Self.port) == 8080)
    }

    @Test(
        "a broken file is refused without quoting it",
        arguments: [
            #"{"PORT": 1, "POTR": 2}"#, #"{"PORT": null}"#, #"{"PORT": {"a": 1}}"#, #"["PORT"]"#,
            #"{"SECRET_KEY": "s3cret""#,
        ]
    )
    func brokenFile(_ text: String) throws {
        let fault = #expect(throws: SettingFault.self) { try source(file: text) }
        #expect(fault?.description.contains("s3cret") == false)
    }

    @Test("a file value of the wrong type names the setting and the file")
    func wrongTypeInFile() throws {
        let source = try source(file: #"{"PORT": "eighty"}"#)
        let fault = #expect(throws: SettingFault.self) { try source.read(Self.port) }
        #expect(fault?.place.hasPrefix("PORT in /") == true)
        #expect(fault?.reason == "must be a whole number from 1 to 65535")
    }

    @Test("a missing file is refused")
    func missingFile() {
        #expect(throws: SettingFault.self) { try source(["HESAP_CONFIG": "/nowhere/hesap.json"]) }
    }

    @Test("a list comes from commas in the environment and in a flag, and from a list in the file")
    func lists() throws {
        let names = CookieConfiguration.sessionNames
        #expect(try source(["HESAP_SESSION_COOKIE_NAMES": "a, b"]).read(names) == ["a", "b"])
        #expect(try source(flags: ["--session-cookie-names=a,b"]).read(names) == ["a", "b"])
        #expect(try source(file: #"{"SESSION_COOKIE_NAMES": ["a", "b"]}"#).read(names) == ["a", "b"])
        #expect(try source().read(names) == ["sessionid", "osessionid"])
        #expect(try source(["HESAP_TRUSTED_PROXIES": ""]).read(SiteConfiguration.trustedProxies).isEmpty)
    }

    @Test("a text with commas in a flag arrives whole")
    func textWithCommas() throws {
        let sender = try source(flags: ["--mail-from", "\"Shop, the\" <a@shop.example>"]).read(MailConfiguration.from)
        #expect(sender.name == "Shop, the")
    }
}

struct CommandLineFlagsTests {
    @Test("setting flags are taken out wherever they stand, all else is left for the command")
    func takenOut() throws {
        let flags = try CommandLineFlags(["--port=1", "user", "show", "--host", "::1", "--id", "7", "--", "--port=2"])
        #expect(flags.settings == [.init(flag: "--port", value: "1"), .init(flag: "--host", value: "::1")])
        #expect(flags.rest == ["user", "show", "--id", "7", "--", "--port=2"])
    }

    @Test(
        "a flag without a value or given twice is bad usage",
        arguments: [
            ["--port"], ["--port", "--host", "x"], ["--port=1", "--port=2"], ["--config=a", "--config=b"],
        ]
    )
    func misuse(_ arguments: [String]) {
        #expect(throws: CommandLineFlags.Misuse.self) { try CommandLineFlags(arguments) }
    }
}
