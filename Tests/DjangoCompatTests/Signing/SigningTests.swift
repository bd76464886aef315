import DjangoCompat
import Testing

@Suite("Signing")
struct SigningTests {
    @Test("a salted HMAC is Django's", arguments: golden.saltedHMACs)
    func saltedHMACs(row: SaltedHMACCase) {
        #expect(saltedHMAC(salt: row.salt, value: row.value, secret: row.secret) == bytes(fromHex: row.hex))
    }

    @Test("a timestamped signature is Django's, and read back", arguments: golden.signatures)
    func signatures(row: SignatureCase) throws {
        let signer = TimestampSigner(salt: "fixture", secretKeys: goldenKeys)
        #expect(signer.sign(Array(row.value.utf8), at: row.at) == Array(row.signed.utf8))
        let read = try #require(signer.unsign(Array(row.signed.utf8)))
        #expect(Array(read.value) == Array(row.value.utf8))
        #expect(read.seconds == row.at)
    }

    @Test("a signature ends after its last second, as in Django", arguments: golden.expiries)
    func expiries(row: ExpiryCase) {
        let signer = TimestampSigner(salt: "fixture", secretKeys: goldenKeys)
        let value = signer.unsign(Array(row.signed.utf8), now: row.now, maxAge: row.maxAge)
        #expect((value != nil) == row.accepted)
    }

    @Test("the time in a signature is Django's base 62", arguments: golden.base62)
    func base62(row: NumberText) throws {
        let signer = TimestampSigner(salt: "fixture", secretKeys: goldenKeys)
        let signed = signer.sign([], at: row.number)
        #expect(String(decoding: signed, as: UTF8.self).hasPrefix(":\(row.text):"))
        #expect(signer.unsign(signed)?.seconds == row.number)
    }

    @Test("a comparison tells bytes apart, not Unicode spellings")
    func comparison() {
        #expect(equalInConstantTime("abc", "abc"))
        #expect(!equalInConstantTime("abc", "abd"))
        #expect(!equalInConstantTime("abc", "ab"))
        #expect(!equalInConstantTime("\u{E9}", "e\u{301}"))
        #expect(equalInConstantTime("", ""))
    }

    @Test("keys and passwords never print")
    func redaction() {
        var dumped = ""
        dump([goldenKeys], to: &dumped)
        dump([EncodedPassword("pbkdf2_sha256$secret")], to: &dumped)
        dump([SaltedHMAC(salt: "s", secret: "secret")], to: &dumped)
        dump(CSRFSecret("secretsecretsecretsecretsecret12"), to: &dumped)
        dumped += "\(goldenKeys) \(EncodedPassword("secret")) \(String(reflecting: EncodedPassword("secret")))"
        dumped +=
            "\(String(reflecting: goldenKeys)) \(String(describing: CSRFSecret("secretsecretsecretsecretsecret12")))"
        #expect(!dumped.contains("secret"))
        #expect(!dumped.contains(golden.primary))
        #expect(dumped.contains("•••"))
    }
}

@Suite("Random text")
struct RandomTextTests {
    @Test("bytes beyond the last full round of the alphabet are drawn again, so no letter is favoured")
    func rejection() {
        let random = scriptedBytes([248, 255, 251, 250] + [UInt8](repeating: 1, count: 100))
        #expect(PreferredHasher(.pbkdf2SHA256).salt(random: random) == String(repeating: "b", count: 18) + "bbbb")
        let keys = scriptedBytes([252, 255, 251] + [UInt8](repeating: 0, count: 100))
        #expect(SessionKeyFormat.make(random: keys) == "9" + String(repeating: "a", count: 31))
    }

    @Test("every letter comes up about equally often")
    func uniform() {
        let random = seededBytes(7)
        var counts: [Character: Int] = [:]
        for _ in 0..<2_000 {
            for letter in CSRFSecret.make(random: random).text { counts[letter, default: 0] += 1 }
        }
        // 64,000 letters, 1,032 of each expected, standard deviation 32: five of them either way.
        #expect(counts.count == 62)
        #expect(counts.values.allSatisfy { (870...1_195).contains($0) })
    }

    @Test("a session key has Django's form")
    func sessionKeys() {
        let random = seededBytes(3)
        for _ in 0..<200 { #expect(SessionKeyFormat.isValid(SessionKeyFormat.make(random: random))) }
    }

    @Test(
        "a key of another form is not looked up",
        arguments: [
            "", "short", String(repeating: "a", count: 31), String(repeating: "a", count: 33),
            String(repeating: "A", count: 32), String(repeating: "a", count: 31) + "-",
            String(repeating: "ş", count: 16), String(repeating: "ş", count: 32),
            String(repeating: "a", count: 31) + "\n", "' OR 1=1 --aaaaaaaaaaaaaaaaaaaaa",
        ]
    )
    func foreignKeys(key: String) {
        #expect(!SessionKeyFormat.isValid(key))
    }
}
