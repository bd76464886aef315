import Foundation
import Testing

extension ServerSuite {
    /// Django puts the wall clock of `TIME_ZONE` into a reset link; a minute's timeout shows every offset.
    @Suite("Reset links beside a Django of another time zone")
    struct TimeZones {
        static let email = "ayse@example.com"

        @Test(
            "both sides take each other's fresh link, east and west of UTC, with a last sign-in",
            arguments: ["Europe/Istanbul", "America/Chicago", "UTC"]
        )
        func bothWays(zone: String) throws {
            let hesap = try HesapProcess.running(
                ["HESAP_TIME_ZONE": zone],
                settings: ["PASSWORD_RESET_TIMEOUT": "60"]
            )
            _ = try hesap.createUser(Self.email, password: "Kirmizi-Elma-1987")
            let shopper = Shopper(port: hesap.port)
            let signIn = try shopper.post("/users/login/", ["email": Self.email, "password": "Kirmizi-Elma-1987"])
            #expect(signIn.status == 200)
            let ours = try hesap.must("user", "reset-link", "--email", Self.email)
            let token = try #require(ours.split(separator: "/").last)
            #expect(try Self.django("check", String(token), zone: zone, hesap) == "True")
            let theirs = try Self.django("make", "", zone: zone, hesap)
            #expect(try shopper.get(theirs).json["valid"] as? Bool == true)
            // The oracle does see a wrong zone: three hours are more than a minute.
            #expect(try Self.django("check", String(token), zone: "Asia/Tokyo", hesap) == "False")
        }

        @Test(
            "a zone that this machine does not know stops the start with one line",
            arguments: ["Mars/Base", "Europe"]
        )
        func unknown(zone: String) throws {
            let hesap = try HesapProcess(["HESAP_TIME_ZONE": zone])
            let result = try hesap.run("serve")
            #expect(result.status == 1)
            #expect(result.errors.split(separator: "\n").count == 1)
            #expect(result.errors.contains("HESAP_TIME_ZONE"))
        }

        /// Asks the real Django on Hesap's own database.
        private static func django(
            _ verb: String,
            _ token: String,
            zone: String,
            _ hesap: HesapProcess
        ) throws -> String {
            let process = Process()
            process.executableURL = URL(
                fileURLWithPath: try #require(ProcessInfo.processInfo.environment["DJANGO_PYTHON"])
            )
            process.arguments = ["-c", script, "\(hesap.folder.path)/hesap.sqlite3", zone, verb, email, token]
            process.environment = ["KEY": HesapProcess.secretKey]
            let output = Pipe()
            process.standardOutput = output
            try process.run()
            let data = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        }

        private static let script = """
            import os, sys, types
            import django
            path, zone, verb, email, token = sys.argv[1:]
            # A settings module, as a shop has one: only for such Django makes TIME_ZONE the zone of the process.
            shop = sys.modules["shop"] = types.ModuleType("shop")
            shop.SECRET_KEY, shop.USE_TZ, shop.TIME_ZONE, shop.PASSWORD_RESET_TIMEOUT = os.environ["KEY"], True, zone, 60
            shop.DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": path}}
            shop.INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth"]
            os.environ["DJANGO_SETTINGS_MODULE"] = "shop"
            django.setup()
            from django.contrib.auth.models import User
            from django.contrib.auth.tokens import default_token_generator as tokens
            from django.utils.encoding import force_bytes
            from django.utils.http import urlsafe_base64_encode
            user = User.objects.get(email=email)
            assert user.last_login is not None
            if verb == "check":
                print(tokens.check_token(user, token))
            else:
                print("/users/reset/%s/%s/" % (urlsafe_base64_encode(force_bytes(user.pk)), tokens.make_token(user)))
            """
    }
}
