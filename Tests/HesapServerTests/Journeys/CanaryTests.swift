import Foundation
import Testing

extension ServerSuite {
    /// Every input carries a word that occurs nowhere else; afterwards no word may be found where it does not belong.
    @Suite("No personal data where it does not belong")
    struct Canaries {
        private static let email = "canarymail.q7x@canarydomain.example"
        private static let password = "CanaryPassword-77-Zq"
        private static let newPassword = "CanarySecond-88-Wv"
        private static let words = [
            "canarymail", "canarydomain", "CanaryPassword", "CanarySecond", "CanaryFirst", "CanaryLast", "CanaryAgent",
            "CanaryCity", "CanaryAttribute", "CanaryHeader", "CanaryQuery", "CanaryToken", "CanaryCookie",
            "CanaryWrong",
            "CanaryField", "+905551234567", "1987-06-05",
        ]

        @Test(
            "logs, metrics, errors and, after anonymizing, the database file hold none of it",
            arguments: ["text", "json"]
        )
        func nothingIsLeft(format: String) throws {
            let hesap = try HesapProcess.running(
                ["HESAP_LOG_FORMAT": format, "HESAP_LOG_LEVEL": "trace"],
                settings: ["SELF_ANONYMIZATION_ENABLED": "true"]
            )
            let shopper = Shopper(port: hesap.port)
            let keys = try visits(shopper, hesap)
            let metrics = try Shopper(port: hesap.operationsPort).get("/metrics").text
            Thread.sleep(forTimeInterval: 1)
            try expectNothing(in: Array(metrics.utf8), "the metrics", keys)
            try expectNothing(inFilesOf: hesap, keys)
            hesap.stop()
            try expectNothing(inFilesOf: hesap, keys)
        }

        /// Returns the secrets of the sessions, which must not be found either.
        private func visits(_ shopper: Shopper, _ hesap: HesapProcess) throws -> [String] {
            try shopper.post(
                "/users/registration/",
                [
                    "first_name": "CanaryFirst", "last_name": "CanaryLast", "email": Self.email,
                    "password": Self.password,
                    "confirm": true, "phone": "+905551234567", "date_of_birth": "1987-06-05",
                ]
            )
            try shopper.send(
                "POST",
                "/users/login/",
                ["email": Self.email, "password": Self.password],
                headers: ["User-Agent": "CanaryAgent/1.0", "X-Request-ID": "CanaryHeader not sane"]
            )
            let first = shopper.cookies["sessionid"] ?? ""
            #expect(try shopper.get("/current_user/").status == 200)
            try shopper.send(
                "PATCH",
                "/users/profile/",
                ["attributes": ["note": "CanaryAttribute"], "first_name": "CanaryFirst"]
            )
            try badInput(shopper, hesap)
            try shopper.post("/users/password/reset/", ["email": Self.email])
            let path = try hesap.resetPath(for: Self.email)
            #expect(try Shopper(port: hesap.port).get(path).json["valid"] as? Bool == true)
            try shopper.post(
                "/users/password/change/",
                [
                    "old_password": Self.password, "new_password1": Self.newPassword, "new_password2": Self.newPassword,
                ]
            )
            let second = shopper.cookies["sessionid"] ?? ""
            #expect(first != second)
            #expect(try shopper.send("PATCH", "/users/anonymize/").status == 200)
            try shopper.post("/users/login/", ["email": Self.email, "password": Self.newPassword])
            let token = path.split(separator: "/").last.map(String.init) ?? "no token"
            let csrf = shopper.cookies["csrftoken"] ?? "no cookie"
            return [first, second, token, csrf]
        }

        private func badInput(_ shopper: Shopper, _ hesap: HesapProcess) throws {
            try shopper.post("/users/login/", ["email": Self.email, "password": "CanaryWrong-1"])
            try shopper.post("/users/city/", ["city": "CanaryCity"])
            try shopper.post("/users/activate-currency/", ["currency_code": "CanaryQuery", "CanaryField": 1])
            try shopper.get("/address/city/?q=CanaryQuery&page=CanaryQuery")
            try shopper.get("/CanaryQuery/?email=\(Self.email)")
            try shopper.get("/users/reset/CanaryToken/CanaryToken-CanaryToken/")
            let headers = [
                "Origin": "https://CanaryHeader.example", "Referer": "https://CanaryHeader.example/x",
                "X-Forwarded-For": "CanaryHeader", "Accept-Language": "CanaryHeader;q=x",
            ]
            _ = try shopper.send("POST", "/users/activate-currency/", ["currency_code": "USD"], headers: headers)
            let stranger = Shopper(port: hesap.port)
            stranger.cookies = ["sessionid": "CanaryCookie", "osessionid": "CanaryCookie", "csrftoken": "CanaryCookie"]
            _ = try stranger.request(
                "POST",
                "/users/login/",
                body: Array("{CanaryField".utf8),
                headers: [
                    "Content-Type": "application/json", "X-CSRFToken": "CanaryToken",
                ]
            )
        }

        private func expectNothing(inFilesOf hesap: HesapProcess, _ keys: [String]) throws {
            for name in try FileManager.default.contentsOfDirectory(atPath: hesap.folder.path) {
                let url = hesap.folder.appendingPathComponent(name)
                var isFolder: ObjCBool = false
                _ = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
                // The mails themselves are for the shopper's eyes.
                if isFolder.boolValue { continue }
                try expectNothing(in: Array(Data(contentsOf: url)), name, keys)
            }
        }

        private func expectNothing(in bytes: [UInt8], _ place: String, _ keys: [String]) throws {
            #expect(
                !bytes.isEmpty || place.hasSuffix("-wal") || place.hasPrefix("err") || place.hasPrefix("out"),
                "\(place) is empty"
            )
            let haystack = Data(bytes)
            for word in Self.words + keys {
                #expect(haystack.range(of: Data(word.utf8)) == nil, "\(word) stands in \(place)")
            }
        }
    }
}
