import DjangoCompat
import Testing

@Suite("Hashes of new passwords")
struct PreferredHasherTests {
    @Test("a new hash is Django's, letter by letter, in every format", arguments: golden.madePasswords)
    func made(row: MadePasswordCase) throws {
        let format = try #require(PreferredHasher.Format(rawValue: row.format))
        let hasher = PreferredHasher(format, iterations: 3)
        let encoded = try hasher.encode(password: row.password, salt: row.salt)
        #expect(encoded.text == row.encoded)
        #expect(!hasher.mustUpdate(encoded))
    }

    @Test("a hash is renewed when Django would renew it")
    func renewals() throws {
        for row in golden.renewals {
            let format = try #require(PreferredHasher.Format(rawValue: row.format))
            let hasher = PreferredHasher(format, iterations: row.iterations)
            #expect(hasher.mustUpdate(EncodedPassword(row.encoded)) == row.renew, "\(row)")
        }
        let kept = Set(golden.renewals.filter { !$0.renew }.map(\.format))
        #expect(kept == Set(PreferredHasher.Format.allCases.map(\.rawValue)))
    }

    @Test("what is no hash of the preferred format is always renewed", arguments: PreferredHasher.Format.allCases)
    func damaged(_ format: PreferredHasher.Format) {
        for text in ["", "!abc", "gibberish", "\(format.rawValue)$", "\(format.rawValue)$1$2$3$4$5"] {
            #expect(PreferredHasher(format).mustUpdate(EncodedPassword(text)), "\(text)")
        }
    }

    @Test(
        "a fresh salt is long enough to be kept, and never the same twice",
        arguments: PreferredHasher.Format.allCases
    )
    func salts(_ format: PreferredHasher.Format) throws {
        let hasher = PreferredHasher(format, iterations: 1)
        let random = seededBytes(5)
        let salt = hasher.salt(random: random)
        #expect(salt.utf8.count == 22)
        #expect(salt != hasher.salt(random: random))
        let encoded = try hasher.encode(password: "p", salt: salt)
        #expect(encoded.text.utf8.count <= 128, "Django's column holds no more")
        #expect(encoded.verify("p") == .match)
        #expect(encoded.verify("q") == .mismatch)
        #expect(!hasher.mustUpdate(encoded))
    }

    @Test(
        "a decoy is worked out like a hash that needs no renewal, and matches nothing",
        arguments: PreferredHasher.Format.allCases
    )
    func decoy(_ format: PreferredHasher.Format) throws {
        let hasher = PreferredHasher(format, iterations: 3)
        let decoy = hasher.decoy(random: seededBytes(6))
        #expect(decoy.verify("secret") == .mismatch)
        #expect(!hasher.mustUpdate(decoy))
        let real = try hasher.encode(password: "secret", salt: hasher.salt(random: seededBytes(7)))
        #expect(decoy.text.utf8.count == real.text.utf8.count)
    }

    @Test("bcrypt takes no zero byte, where the system's password would end")
    func zeroByte() throws {
        let salt = PreferredHasher(.bcrypt).salt(random: seededBytes(8))
        #expect(throws: HashRefusal.zeroByte(.bcrypt)) {
            try PreferredHasher(.bcrypt).encode(password: "a\0b", salt: salt)
        }
        let encoded = try PreferredHasher(.bcryptSHA256).encode(password: "a\0b", salt: salt)
        #expect(encoded.verify("a\0b") == .match)
        #expect(encoded.verify("a") == .mismatch)
    }
}
