import DjangoCompat
import Testing

@Suite("Password hashes")
struct PasswordHashTests {
    @Test("a password is hashed as by Django, and verified", arguments: golden.passwords)
    func hashes(row: PasswordCase) throws {
        let hasher = PreferredHasher(.pbkdf2SHA256, iterations: row.iterations)
        let encoded = try hasher.encode(password: row.password, salt: row.salt)
        #expect(encoded.text == row.encoded)
        #expect(encoded.verify(row.password) == .match)
        #expect(encoded.verify(row.password + "x") == .mismatch)
    }

    @Test("a hash at Django's full strength is verified")
    func fullStrength() {
        let row = golden.fullPassword
        #expect(EncodedPassword(row.encoded).verify(row.password) == .match)
        #expect(!PreferredHasher(.pbkdf2SHA256).mustUpdate(EncodedPassword(row.encoded)))
    }

    @Test("a damaged, foreign or unusable text verifies exactly what Django verifies", arguments: golden.passwordChecks)
    func checks(row: PasswordCheck) {
        #expect((EncodedPassword(row.encoded).verify(row.password) == .match) == row.accepted)
    }

    @Test("letters that only look alike, or are alike once normalized, are as different as in Django")
    func noNormalization() {
        for row in golden.spellings {
            let verdict = EncodedPassword(row.encoded).verify(row.password)
            #expect(verdict == (row.accepted ? .match : .mismatch), "\(row)")
        }
        #expect(golden.spellings.contains { $0.accepted })
        #expect(golden.spellings.contains { !$0.accepted })
    }

    @Test("no bit of a stored hash can be flipped")
    func flipped() throws {
        let hasher = PreferredHasher(.pbkdf2SHA256, iterations: 2)
        let text = Array(try hasher.encode(password: "secret", salt: "abcDEF0123456789ghIJkl").text.utf8)
        for index in text.indices {
            for bit in 0..<7 {
                var forged = text
                forged[index] ^= 1 << bit
                let encoded = EncodedPassword(String(decoding: forged, as: UTF8.self))
                #expect(encoded.verify("secret") != .match, "byte \(index), bit \(bit)")
            }
        }
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
        #expect(password.verify("") == .refused(.unusable))
        #expect(password.verify(password.text) == .refused(.unusable))
    }
}

@Suite("Session auth hash")
struct SessionAuthHashTests {
    private let auth = SessionAuthHash(secretKeys: goldenKeys)

    @Test("it is Django's, under the primary key and every fallback", arguments: golden.authHashes)
    func hashes(row: AuthHashCase) {
        let password = EncodedPassword(row.password)
        #expect(auth.text(for: password) == row.current)
        #expect(auth.verdict(on: row.current, password: password) == .current)
        for old in row.fallbacks {
            #expect(auth.verdict(on: old, password: password) == .fallback)
        }
        #expect(row.fallbacks.count == golden.fallbacks.count)
    }

    @Test("a changed password ends the session")
    func changedPassword() {
        let stored = auth.text(for: EncodedPassword("old"))
        #expect(auth.verdict(on: stored, password: EncodedPassword("new")) == .no)
        let stranger = SecretKeys(primary: "another", fallbacks: [])
        #expect(SessionAuthHash(secretKeys: stranger).verdict(on: stored, password: EncodedPassword("old")) == .no)
        for damaged in ["", String(stored.dropLast()), stored + "0", stored.uppercased()] {
            #expect(auth.verdict(on: damaged, password: EncodedPassword("old")) == .no)
        }
    }
}
