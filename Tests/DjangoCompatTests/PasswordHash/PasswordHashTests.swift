import DjangoCompat
import Testing

@Suite("Password hashes")
struct PasswordHashTests {
    @Test("a password is hashed as by Django, and verified", arguments: golden.passwords)
    func hashes(row: PasswordCase) {
        let hasher = PBKDF2SHA256(iterations: row.iterations)
        let encoded = hasher.encode(password: row.password, salt: row.salt)
        #expect(encoded.text == row.encoded)
        // Verification goes by the text's iterations, not by those for new passwords.
        #expect(PBKDF2SHA256(iterations: 7).verify(password: row.password, encoded: EncodedPassword(row.encoded)))
        #expect(!hasher.verify(password: row.password + "x", encoded: encoded))
    }

    @Test("a hash at Django's full strength is verified")
    func fullStrength() {
        let row = golden.fullPassword
        let hasher = PBKDF2SHA256(iterations: row.iterations)
        #expect(hasher.verify(password: row.password, encoded: EncodedPassword(row.encoded)))
        #expect(!hasher.mustUpdate(EncodedPassword(row.encoded)))
    }

    @Test("a damaged, foreign or unusable text verifies exactly what Django verifies", arguments: golden.passwordChecks)
    func checks(row: PasswordCheck) {
        let encoded = EncodedPassword(row.encoded)
        #expect(PBKDF2SHA256(iterations: 5).verify(password: row.password, encoded: encoded) == row.accepted)
    }

    @Test("one spelling of é does not sign in with the other")
    func noNormalization() {
        let hasher = PBKDF2SHA256(iterations: 1)
        let encoded = hasher.encode(password: "\u{E9}", salt: "salt")
        #expect(!hasher.verify(password: "e\u{301}", encoded: encoded))
    }

    @Test("no bit of a stored hash can be flipped")
    func flipped() {
        let hasher = PBKDF2SHA256(iterations: 2)
        let text = Array(hasher.encode(password: "secret", salt: "abcDEF0123456789ghIJkl").text.utf8)
        for index in text.indices {
            for bit in 0..<7 {
                var forged = text
                forged[index] ^= 1 << bit
                let encoded = EncodedPassword(String(decoding: forged, as: UTF8.self))
                #expect(!hasher.verify(password: "secret", encoded: encoded), "byte \(index), bit \(bit)")
            }
        }
    }

    @Test("a row that asks for absurd work is refused without doing it", .timeLimit(.minutes(1)))
    func absurdIterations() {
        for count in ["10000001", "9999999999", "9223372036854775807", "18446744073709551616"] {
            let encoded = EncodedPassword("pbkdf2_sha256$\(count)$salt$aGFzaA==")
            #expect(!PBKDF2SHA256(iterations: 1).verify(password: "p", encoded: encoded))
            PBKDF2SHA256(iterations: 1).hardenRuntime(password: "p", encoded: encoded)
        }
    }

    @Test("a hash is renewed when Django would renew it", arguments: golden.renewals)
    func renewals(row: RenewalCase) {
        #expect(PBKDF2SHA256(iterations: row.iterations).mustUpdate(EncodedPassword(row.encoded)) == row.renew)
    }

    @Test("another algorithm is always renewed", arguments: ["", "md5$salt$hash", "argon2$argon2id$v=19$x", "!abc"])
    func otherAlgorithms(text: String) {
        #expect(PBKDF2SHA256(iterations: 1).mustUpdate(EncodedPassword(text)))
    }

    @Test("a password is usable when Django calls it so", arguments: golden.usable)
    func usable(row: UsableCase) {
        #expect(EncodedPassword(row.text).isUsable == row.usable)
    }

    @Test("an unusable password is ! and 40 letters, never the same twice, and verifies nothing")
    func unusable() {
        let random = seededBytes(11)
        let password = EncodedPassword.unusable(random: random)
        #expect(!password.isUsable)
        #expect(password.text.utf8.count == 41)
        #expect(password != EncodedPassword.unusable(random: random))
        #expect(!PBKDF2SHA256(iterations: 1).verify(password: "", encoded: password))
        #expect(!PBKDF2SHA256(iterations: 1).verify(password: password.text, encoded: password))
    }

    @Test("a fresh salt has the length that needs no renewal")
    func salts() {
        let hasher = PBKDF2SHA256(iterations: 1)
        let random = seededBytes(5)
        let salt = PBKDF2SHA256.salt(random: random)
        #expect(salt.utf8.count == 22)
        #expect(salt != PBKDF2SHA256.salt(random: random))
        #expect(!hasher.mustUpdate(hasher.encode(password: "p", salt: salt)))
    }
}

@Suite("Session auth hash")
struct SessionAuthHashTests {
    @Test("it is Django's, under the primary key and every fallback", arguments: golden.authHashes)
    func hashes(row: AuthHashCase) {
        let password = EncodedPassword(row.password)
        #expect(sessionAuthHash(password: password, secretKeys: goldenKeys) == row.current)
        #expect(verifySessionAuthHash(row.current, password: password, secretKeys: goldenKeys) == .current)
        for old in row.fallbacks {
            #expect(verifySessionAuthHash(old, password: password, secretKeys: goldenKeys) == .fallback)
        }
        #expect(row.fallbacks.count == golden.fallbacks.count)
    }

    @Test("a changed password ends the session")
    func changedPassword() {
        let stored = sessionAuthHash(password: EncodedPassword("old"), secretKeys: goldenKeys)
        #expect(verifySessionAuthHash(stored, password: EncodedPassword("new"), secretKeys: goldenKeys) == .no)
        let stranger = SecretKeys(primary: "another", fallbacks: [])
        #expect(verifySessionAuthHash(stored, password: EncodedPassword("old"), secretKeys: stranger) == .no)
        for damaged in ["", String(stored.dropLast()), stored + "0", stored.uppercased()] {
            #expect(verifySessionAuthHash(damaged, password: EncodedPassword("old"), secretKeys: goldenKeys) == .no)
        }
    }
}
