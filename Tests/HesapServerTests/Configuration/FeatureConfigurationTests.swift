import DjangoCompat
import HesapDomain
import HesapHTTP
import HesapMail
import HesapSQL
import Testing

@testable import HesapServer

struct FeatureConfigurationTests {
    @Test("with only a key set everything has the documented default")
    func defaults() throws {
        let configuration = try configuration()
        #expect(configuration.database.url == .sqlite(path: "hesap.sqlite3"))
        #expect(configuration.database.userTable.name == "auth_user")
        #expect(configuration.site.publicURL.text == "http://127.0.0.1:8080")
        let hosts = ["127.0.0.1", "localhost", "127.0.0.1", "[::1]"]
        #expect(configuration.site.allowedHosts == hosts.map(HostPattern.name))
        #expect(configuration.cookies.sessionNames == ["sessionid", "osessionid"])
        #expect(configuration.cookies.sessionAge == 1_209_600)
        #expect(!configuration.cookies.secure)
        #expect(configuration.timeZone.zone == .utc)
        #expect(configuration.mail.url == .console)
        #expect(configuration.hashing.preferred == .pbkdf2SHA256)
        #expect(configuration.hashing.iterations == 1_000_000)
        #expect(configuration.hashing.legacy.isEmpty)
        #expect(configuration.hashing.queue == 32 * configuration.hashing.workers)
    }

    @Test("https in PUBLIC_URL makes the cookies secure, and loses its trailing slash")
    func publicURL() throws {
        let configuration = try configuration(["HESAP_PUBLIC_URL": "https://Shop.example/account/"])
        #expect(configuration.site.publicURL.text == "https://shop.example/account")
        #expect(configuration.cookies.secure)
        #expect(configuration.http.cookiesSecure)
        #expect(configuration.site.allowedHosts.first == .name("shop.example"))
    }

    @Test("HSTS is for hosts below the shop's only where the setting says so", arguments: [nil, "false", "true"])
    func hstsSubdomains(value: String?) throws {
        let environment = value.map { ["HESAP_SECURE_HSTS_INCLUDE_SUBDOMAINS": $0] } ?? [:]
        #expect(try configuration(environment).http.hstsIncludesSubdomains == (value == "true"))
    }

    @Test("the key is required")
    func keyIsRequired() throws {
        let fault = #expect(throws: SettingFault.self) { try ServerConfiguration(try source()) }
        #expect(fault?.place == "HESAP_SECRET_KEY")
    }

    @Test("no fault repeats a secret, and no dump shows one")
    func secretsStaySecret() throws {
        let key = "0123456789-this-must-not-leak-0123456789-0123456789"
        let mail = "smtp://user-of-mail:hunter2@mail.example"
        let configuration = try configuration([
            "HESAP_SECRET_KEY": key, "HESAP_SECRET_KEY_FALLBACKS": key + "-old", "HESAP_MAIL_URL": mail,
        ])
        var dumped = "\(configuration)"
        dump(configuration, to: &dumped)
        #expect(!dumped.contains("must-not-leak"))
        #expect(!dumped.contains("hunter2") && !dumped.contains("user-of-mail"))
    }

    @Test(
        "a bad value stops the start with one line that names the setting",
        arguments: [
            ("PORT", "0"), ("PORT", "65536"), ("PORT", "http"), ("PORT", ""), ("OPS_PORT", "8080"), ("HOST", "a b"),
            ("SECRET_KEY", " "), ("SECRET_KEY_FALLBACKS", "a,,b"),
            ("DATABASE_URL", "sqlite:"), ("DATABASE_URL", "mysql://x"), ("DATABASE_URL", "sqlite::memory:"),
            ("DATABASE_URL", "postgres://u:p@h/db?nonsense=1"), ("DATABASE_URL", "postgres:x"),
            ("DATABASE_URL", "postgres://u:gizli/x@h/db"), ("DATABASE_URL", "postgres://u:gizli@x@h/db"),
            ("DATABASE_URL", "postgres://u:p@ss@h/db"), ("DATABASE_URL", "postgres://u:p/ss@h/db"),
            ("DATABASE_CONNECTIONS", "2"),
            ("USER_TABLE", "auth user"),
            ("USER_TABLE", "a\"; DROP TABLE b"),
            ("PUBLIC_URL", "shop.example"), ("PUBLIC_URL", "ftp://shop.example"), ("PUBLIC_URL", "https://"),
            ("PUBLIC_URL", "https://shop.example/?a"), ("PUBLIC_URL", "https://a b"),
            ("ALLOWED_HOSTS", "https://shop.example"), ("ALLOWED_HOSTS", "shop.example:80"), ("ALLOWED_HOSTS", "a*"),
            ("ALLOWED_HOSTS", "."), ("CSRF_TRUSTED_ORIGINS", "shop.example"), ("CSRF_TRUSTED_ORIGINS", "https://a/b"),
            ("CSRF_TRUSTED_ORIGINS", "https://a.*.b"), ("TRUSTED_PROXIES", "10.0.0.0/33"), ("TRUSTED_PROXIES", "proxy"),
            ("TIME_ZONE", "Mars/Base"), ("TIME_ZONE", "Europe"), ("TIME_ZONE", ""), ("TIME_ZONE", "../zoneinfo/UTC"),
            ("TIME_ZONE", "/etc/localtime"),
            ("SESSION_COOKIE_NAMES", ""), ("SESSION_COOKIE_NAMES", "a,a"), ("SESSION_COOKIE_NAMES", "a;b"),
            ("SESSION_COOKIE_NAMES", "__Host-s"), ("SESSION_COOKIE_AGE", "-1"), ("SESSION_COOKIE_SECURE", "maybe"),
            ("SESSION_COOKIE_SAMESITE", "Loose"), ("SESSION_COOKIE_SAMESITE", "None"),
            ("CSRF_COOKIE_NAME", "sessionid"), ("LANGUAGE_COOKIE_NAME", "csrftoken"),
            ("LANGUAGE_COOKIE_NAME", "osessionid"), ("LANGUAGE_COOKIE_NAME", "a=b"),
            ("MAIL_URL", "smtp://"), ("MAIL_URL", "smtp:mail.example"), ("MAIL_URL", "file:"),
            ("MAIL_URL", "smtp://u:gizli@m.example?starttls=off"), ("MAIL_URL", "smtps://m.example?tls=1"),
            ("MAIL_URL", "smtp://u:gizli/x@m.example"), ("MAIL_FROM", "a@b@c.example"), ("MAIL_FROM", "a@x＠y.example"),
            ("MAIL_URL", "file://host/dir"), ("MAIL_URL", "pigeon:"), ("MAIL_FROM", "nobody"),
            ("MAIL_FROM", "Shop <a@b.example>\r\nBcc: c@d.example"), ("PASSWORD_ITERATIONS", "0"),
            ("PASSWORD_ITERATIONS", "10000001"), ("PASSWORD_HASHER", "md5"), ("PASSWORD_HASHER", "Argon2"),
            ("PASSWORD_HASHER", "argon2,scrypt"), ("PASSWORD_HASHER", ""), ("LEGACY_PASSWORD_HASHERS", "scrypt"),
            ("LEGACY_PASSWORD_HASHERS", "md5,MD5"), ("LEGACY_PASSWORD_HASHERS", "md5,,sha1"), ("HASH_WORKERS", "0"),
            ("HASH_QUEUE", "-1"), ("LOG_LEVEL", "loud"),
            ("LOG_FORMAT", "xml"),
            ("PAGES", "maybe"), ("PAGES", ""), ("SHOP_NAME", " "), ("SHOP_NAME", "a\r\nBcc: b"),
            ("SHOP_NAME", String(repeating: "a", count: 101)), ("SHOP_URL", "javascript:alert(1)"),
            ("SHOP_URL", "//shop.example"), ("SHOP_URL", "/shop"), ("SHOP_URL", "https://shop.example/?a=b"),
            ("ACCENT_COLOR", "red"), ("ACCENT_COLOR", "#fff"), ("ACCENT_COLOR", "#2b4fc4}"), ("SHOP_LOGO", ""),
            ("TEMPLATES_DIR", ""),
        ]
    )
    func badValue(_ name: String, _ value: String) throws {
        let line = try #require(fault(["HESAP_\(name)": value]), "\(name)=\(value) was accepted")
        #expect(line.contains("HESAP_"))
        #expect(!line.contains("gizli"), "a part of a password")
        #expect(line.split(whereSeparator: \.isNewline).count == 1)
        let related = ["SESSION_COOKIE_SAMESITE", "SESSION_COOKIE_NAMES"]
        #expect(line.hasPrefix("HESAP_\(name): ") || related.contains(name))
    }

    @Test(
        "what Django accepts is accepted",
        arguments: [
            ("ALLOWED_HOSTS", "*"), ("ALLOWED_HOSTS", ".shop.example,[::1]"), ("SECRET_KEY", "short"),
            ("CSRF_TRUSTED_ORIGINS", "https://*.shop.example,http://localhost:3000"),
            ("TRUSTED_PROXIES", "10.0.0.0/8,::1,192.168.1.1"), ("DATABASE_URL", "sqlite:///srv/hesap.sqlite3"),
            ("DATABASE_URL", "postgres://u:a%40b%2Fc@[::1]:5432,h2/db?user=a@b"), ("DATABASE_URL", "postgres://"),
            ("MAIL_FROM", "Çiçek Dükkânı <destek@cicek.example>"), ("MAIL_URL", "file:///var/mail"),
            ("MAIL_FROM", "Çiçek <destek@çiçek.example>"), ("MAIL_URL", "smtp://mail.example"),
            ("MAIL_URL", "smtps://u:p%40ss@mail.example:2465/?timeout=5&ca=/etc/ca.pem"),
            ("SESSION_COOKIE_SECURE", "yes"), ("LOG_LEVEL", "DEBUG"), ("HASH_QUEUE", "0"), ("USER_TABLE", "shop_user"),
            ("PASSWORD_HASHER", "bcrypt_sha256"), ("LEGACY_PASSWORD_HASHERS", "md5,unsalted_md5,sha1,unsalted_sha1"),
        ]
    )
    func goodValue(_ name: String, _ value: String) {
        #expect(fault(["HESAP_\(name)": value]) == nil)
    }

    @Test("a host-only cookie name is accepted over https")
    func hostPrefix() throws {
        let environment = [
            "HESAP_PUBLIC_URL": "https://shop.example", "HESAP_SESSION_COOKIE_NAMES": "__Host-sessionid",
        ]
        #expect(try configuration(environment).http.sessionCookieNames == ["__Host-sessionid"])
    }
}

struct DeploymentCheckTests {
    private func ids(_ environment: [String: String]) throws -> Set<String> {
        Set(DeploymentCheck(try configuration(environment)).findings.map(\.id))
    }

    private static let sound = [
        "HESAP_PUBLIC_URL": "https://shop.example", "HESAP_TRUSTED_PROXIES": "10.0.0.1",
        "HESAP_MAIL_URL": "smtp://u:p@mail.example", "HESAP_MAIL_FROM": "Shop <a@shop.example>",
    ]

    @Test("a sound deployment has no findings")
    func sound() throws {
        #expect(try ids(Self.sound).isEmpty)
    }

    @Test(
        "each unsafe setting is found under its own id",
        arguments: [
            ("SECRET_KEY", "too-short", "hesap.E101"),
            ("SECRET_KEY", String(repeating: "a", count: 60), "hesap.E101"),
            ("SECRET_KEY", "django-insecure-" + secretKeyForTests, "hesap.E101"),
            ("SECRET_KEY_FALLBACKS", secretKeyForTests, "hesap.W101"),
            ("PUBLIC_URL", "http://shop.example", "hesap.E102"), ("ALLOWED_HOSTS", "*", "hesap.W102"),
            ("CSRF_TRUSTED_ORIGINS", "http://a.example", "hesap.W103"), ("TRUSTED_PROXIES", "", "hesap.W104"),
            ("OPS_HOST", "0.0.0.0", "hesap.W105"), ("SESSION_COOKIE_SECURE", "false", "hesap.E103"),
            ("SESSION_COOKIE_SAMESITE", "None", "hesap.W106"), ("MAIL_URL", "console:", "hesap.E104"),
            ("MAIL_URL", "file:/var/mail", "hesap.W110"),
            ("MAIL_URL", "smtp://m.example?starttls=optional", "hesap.W111"),
            ("MAIL_URL", "smtp://m.example?starttls=off", "hesap.W111"),
            ("MAIL_FROM", "root@localhost", "hesap.W107"), ("PASSWORD_ITERATIONS", "599999", "hesap.E105"),
            ("LEGACY_PASSWORD_HASHERS", "sha1", "hesap.W108"),
            ("DATABASE_URL", "postgres://u:p@db.example/shop", "hesap.W112"),
        ]
    )
    func unsafe(_ name: String, _ value: String, _ id: String) throws {
        #expect(try ids(Self.sound.merging(["HESAP_\(name)": value]) { $1 }).contains(id))
    }

    @Test(
        "a database on another machine has to prove which one it is, one on this machine has not",
        arguments: [
            ("u@db.example/shop?sslmode=verify-full", false), ("u@db.example/shop?sslmode=verify-ca", true),
            ("u@db.example/shop?sslmode=require", true), ("u@10.0.0.7:5432/shop", true), ("u@[2001:db8::7]/shop", true),
            ("u@localhost/shop", false), ("u@127.0.0.1:5433/shop", false), ("u@[::1]/shop", false), ("/shop", false),
            ("u@%2Fvar%2Frun%2Fpostgresql/shop", false), ("/shop?host=/var/run/postgresql", false),
            ("u@localhost,db.example/shop", true), ("/shop?hostaddr=10.0.0.7", true), ("u@127.example/shop", true),
            ("u@db1.example,db2.example/shop?sslmode=verify-full", false),
        ]
    )
    func databaseServer(_ rest: String, _ isUnsafe: Bool) throws {
        let environment = Self.sound.merging(["HESAP_DATABASE_URL": "postgres://" + rest]) { $1 }
        #expect(try ids(environment) == (isUnsafe ? ["hesap.W112"] : []))
    }

    @Test("each old format that is on is warned of by its name")
    func legacyFormats() throws {
        let environment = Self.sound.merging(["HESAP_LEGACY_PASSWORD_HASHERS": "unsalted_md5,md5"]) { $1 }
        let findings = DeploymentCheck(try configuration(environment)).findings
        #expect(findings.map(\.id) == ["hesap.W108", "hesap.W108"])
        #expect(findings.map { "\($0)".contains("LEGACY_PASSWORD_HASHERS has md5:") } == [true, false])
        #expect(findings.map { "\($0)".contains("LEGACY_PASSWORD_HASHERS has unsalted_md5:") } == [false, true])
    }

    @Test("few rounds are a finding only where new hashes are PBKDF2", arguments: PreferredHasher.Format.allCases)
    func rounds(_ format: PreferredHasher.Format) throws {
        let few = ["HESAP_PASSWORD_HASHER": format.rawValue, "HESAP_PASSWORD_ITERATIONS": "599999"]
        let isPBKDF2 = format.rawValue.hasPrefix("pbkdf2")
        #expect(try ids(Self.sound.merging(few) { $1 }) == (isPBKDF2 ? ["hesap.E105"] : []))
    }
}
