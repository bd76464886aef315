import DjangoCompat
import Testing

@Suite("Password hashes of the other algorithms")
struct OtherFormatsTests {
    private let preferred = PreferredHasher(.pbkdf2SHA256, iterations: 1)

    @Test("a guess is judged as by Django, in every format")
    func verified() {
        var matches = 0
        for row in golden.otherPasswords {
            let encoded = EncodedPassword(row.encoded)
            let verdict = encoded.verify(row.password)
            if row.encoded.hasPrefix("bcrypt$") && row.password.utf8.prefix(72).contains(0) {
                #expect(verdict == .refused(.zeroByte(.bcrypt)), "\(row)")
                continue
            }
            #expect(verdict == (row.accepted ? .match : .mismatch), "\(row)")
            guard row.accepted else { continue }
            matches += 1
            #expect(row.renew && preferred.mustUpdate(encoded), "\(row)")
        }
        #expect(matches > 300)
    }

    @Test("a hash at the costs that Django asks for is verified", arguments: golden.fullOtherPasswords)
    func fullStrength(row: OtherPasswordCase) {
        #expect(row.accepted)
        #expect(EncodedPassword(row.encoded).verify(row.password) == .match)
    }

    @Test("a damaged text verifies exactly what Django verifies")
    func damaged() {
        for row in golden.damagedPasswords {
            let verdict = EncodedPassword(row.encoded).verify(row.password)
            #expect((verdict == .match) == row.accepted, "\(row) gave \(verdict)")
        }
        #expect(golden.damagedPasswords.contains { $0.accepted })
    }

    @Test("no bit of a stored hash can be flipped")
    func flipped() {
        let good = golden.otherPasswords.filter { $0.password == "lètmein" && $0.accepted }
        // The end only: in front, a flipped bit may turn one version of bcrypt into another, which Django computes alike.
        for row in good {
            let text = Array(row.encoded.utf8)
            for index in text.indices.dropFirst(text.count - 20) {
                for bit in 0..<7 {
                    var forged = text
                    forged[index] ^= 1 << bit
                    let encoded = EncodedPassword(String(decoding: forged, as: UTF8.self))
                    #expect(encoded.verify(row.password) != .match, "\(row.encoded): byte \(index), bit \(bit)")
                }
            }
        }
        #expect(good.count >= 20)
    }

    @Test(
        "work or memory beyond the bounds is refused without doing it",
        .timeLimit(.minutes(1)),
        arguments: [
            ("pbkdf2_sha256$10000001$salt$aGFzaA==", PasswordAlgorithm.pbkdf2SHA256),
            ("pbkdf2_sha256$9223372036854775807$salt$aGFzaA==", .pbkdf2SHA256),
            ("pbkdf2_sha1$10000001$salt$aGFzaA==", .pbkdf2SHA1),
            ("pbkdf2_sha1$9223372036854775807$salt$aGFzaA==", .pbkdf2SHA1),
            ("argon2$argon2id$v=19$m=262145,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g", .argon2),
            ("argon2$argon2id$v=19$m=262144,t=5,p=1$c2FsdHNhbHQ$aGFzaGhhc2g", .argon2),
            ("argon2$argon2id$v=19$m=64,t=17,p=1$c2FsdHNhbHQ$aGFzaGhhc2g", .argon2),
            ("argon2$argon2id$v=19$m=256,t=1,p=17$c2FsdHNhbHQ$aGFzaGhhc2g", .argon2),
            ("argon2$argon2i$m=4294967296,t=4294967296,p=4294967296$c2FsdHNhbHQ$aGFzaGhhc2g", .argon2),
            ("argon2$argon2i$m=9223372036854775807,t=9223372036854775807,p=1$c2FsdHNhbHQ$aGFzaGhhc2g", .argon2),
            ("bcrypt$$2b$16$abcDEF0123456789ghIJku.U69r4/gqlQlJGn6YJG66U60tebaL3.", .bcrypt),
            ("bcrypt_sha256$$2b$31$abcDEF0123456789ghIJku.U69r4/gqlQlJGn6YJG66U60tebaL3.", .bcryptSHA256),
            ("scrypt$524288$salt$8$1$aGFzaA==", .scrypt), ("scrypt$32768$salt$16$16$aGFzaA==", .scrypt),
            ("scrypt$2$salt$65$1$aGFzaA==", .scrypt), ("scrypt$2$salt$1$17$aGFzaA==", .scrypt),
            ("scrypt$4611686018427387904$salt$4611686018427387904$4611686018427387904$aGFzaA==", .scrypt),
        ]
    )
    func tooCostly(_ text: String, _ algorithm: PasswordAlgorithm) {
        let encoded = EncodedPassword(text)
        #expect(encoded.verify("secret") == .refused(.tooCostly(algorithm)))
        #expect(preferred.mustUpdate(encoded))
        preferred.hardenRuntime(password: "secret", encoded: encoded)
    }

    @Test(
        "the most that is allowed is still worked out",
        arguments: [
            "argon2$argon2id$v=19$m=262144,t=4,p=16$c2FsdHNhbHQ$aGFzaGhhc2g",
            "scrypt$262144$salt$8$2$aGFzaA==", "scrypt$2$salt$64$16$aGFzaA==",
        ]
    )
    func atTheBounds(_ text: String) {
        #expect(EncodedPassword(text).verify("secret") == .mismatch)
    }

    @Test(
        "fast or unknown algorithms and texts without a password are refused, each by its name",
        arguments: [
            ("md5$salt$5ebe2294ecd0e0f08eab7690d2a6ee69", HashRefusal.retired(.md5)),
            ("sha1$salt$5ebe2294ecd0e0f08eab7690d2a6ee69", .retired(.sha1)),
            ("5ebe2294ecd0e0f08eab7690d2a6ee69", .retired(.unsaltedMD5)),
            ("md5$$5ebe2294ecd0e0f08eab7690d2a6ee69", .retired(.unsaltedMD5)),
            ("sha1$$e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4", .retired(.unsaltedSHA1)),
            ("pbkdf2_sha256$18446744073709551616$salt$aGFzaA==", .damaged(.pbkdf2SHA256)),
            ("!", .unusable), ("!argon2$x", .unusable), ("", .unknownAlgorithm), ("secret", .unknownAlgorithm),
            ("Argon2$argon2id", .unknownAlgorithm), ("argon2", .damaged(.argon2)), ("scrypt$", .damaged(.scrypt)),
            ("scrypt$65536$salt$1$1$aGFzaA==", .damaged(.scrypt)),
            ("argon2$argon2id$v=19$m=7,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g", .damaged(.argon2)),
            ("argon2$argon2id$v=20$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g", .damaged(.argon2)),
            ("pbkdf2_sha256$1$" + String(repeating: "s", count: 1024) + "$aGFzaA==", .damaged(.pbkdf2SHA256)),
        ]
    )
    func refused(_ text: String, _ refusal: HashRefusal) {
        let encoded = EncodedPassword(text)
        #expect(encoded.verify("secret") == .refused(refusal))
        #expect(preferred.mustUpdate(encoded))
    }

    @Test("why a text is refused names no part of it", arguments: PasswordAlgorithm.allCases)
    func reasons(_ algorithm: PasswordAlgorithm) {
        let text = "\(algorithm.rawValue)$canary$canary"
        guard case .refused(let refusal) = EncodedPassword(text).verify("canary") else {
            Issue.record("not refused")
            return
        }
        #expect("\(refusal)".hasPrefix(algorithm.rawValue))
        #expect(!"\(refusal)".contains("canary"))
    }
}
