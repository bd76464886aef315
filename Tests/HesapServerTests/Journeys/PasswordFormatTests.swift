import Foundation
import Testing

extension ServerSuite {
    @Suite("Password formats at sign-in")
    struct PasswordFormats {
        private static let email = "eski@example.com"
        private static let password = "Kirmizi-Elma-1987"
        /// The password as an old Django kept it.
        private static let md5 = "md5$s$6002d64ce97f12c814234e462a3804a4"

        @Test("a change of the preferred format renews the stored hash at the next sign-in, and only once")
        func preferredFormat() throws {
            let hesap = try HesapProcess.running()
            _ = try hesap.createUser(Self.email, password: Self.password)
            #expect(try stored(hesap).hasPrefix("pbkdf2_sha256$1000$"))
            hesap.stop()
            hesap.environment["HESAP_PASSWORD_HASHER"] = "scrypt"
            try hesap.start()
            #expect(try signIn(hesap).status == 200)
            let renewed = try stored(hesap)
            #expect(renewed.hasPrefix("scrypt$16384$"))
            #expect(try signIn(hesap).status == 200)
            #expect(try stored(hesap) == renewed)
        }

        @Test("an old format is answered like a wrong password until it is switched on, then verified and renewed")
        func legacyFormat() throws {
            let hesap = try HesapProcess.running()
            _ = try hesap.createUser(Self.email, password: Self.password)
            try store(Self.md5, hesap)
            let refused = try signIn(hesap)
            let wrong = try signIn(hesap, password: "Yanlis-Armut-1987")
            #expect(refused.status == 400)
            #expect(refused.text == wrong.text)
            #expect(try stored(hesap) == Self.md5)
            hesap.stop()
            let log = try String(contentsOf: hesap.serverLog, encoding: .utf8)
            #expect(log.components(separatedBy: "stored password refused").count == 3, "once for each try")
            #expect(log.contains("md5: retired"))
            #expect(!log.contains(Self.md5) && !log.contains(Self.email))

            hesap.environment["HESAP_LEGACY_PASSWORD_HASHERS"] = "md5"
            #expect(try hesap.run("check", "--deploy").output.contains("hesap.W108"))
            try hesap.start()
            #expect(try signIn(hesap, password: "Yanlis-Armut-1987").text == wrong.text)
            #expect(try signIn(hesap).status == 200)
            #expect(try stored(hesap).hasPrefix("pbkdf2_sha256$1000$"))
        }

        private func signIn(_ hesap: HesapProcess, password: String = Self.password) throws -> HTTPConnection.Answer {
            try Shopper(port: hesap.port).post("/users/login/", ["email": Self.email, "password": password])
        }

        private func stored(_ hesap: HesapProcess) throws -> String {
            try sqlite(hesap, "SELECT password FROM auth_user")
        }

        private func store(_ encoded: String, _ hesap: HesapProcess) throws {
            _ = try sqlite(hesap, "UPDATE auth_user SET password = '\(encoded)'")
        }

        /// What an import or Django itself would have left there.
        private func sqlite(_ hesap: HesapProcess, _ statement: String) throws -> String {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/sqlite3")
            process.arguments = ["-cmd", ".timeout 5000", "\(hesap.folder.path)/hesap.sqlite3", statement]
            let output = Pipe()
            process.standardOutput = output
            try process.run()
            let data = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            try #require(process.terminationStatus == 0)
            return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        }
    }
}
