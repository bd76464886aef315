import DjangoCompat
import HesapDomain
import Logging
import Testing

@testable import HesapServer

/// Few rounds: what is tested here does not depend on how many.
struct HashPoolTests {
    private let password = Secret("Kedi-Balkon-42")
    /// All of "secret", made by Django.
    private static let others = [
        "pbkdf2_sha1$1$abcDEF0123456789ghIJkl$Oc6D7UKC7RqeSyU7qnC0twbWL1U=",
        "argon2$argon2id$v=19$m=64,t=3,p=8$dHV6LcSfLXR1eg$ELY29EzSrg8pKW6sMO9WDw",
        "bcrypt$$2b$04$abcDEF0123456789ghIJku.U69r4/gqlQlJGn6YJG66U60tebaL3.",
        "bcrypt_sha256$$2b$05$abcDEF0123456789ghIJkuzzgBGDXl9lNsZmye3/i/wsw8m./epR.",
        "scrypt$2$abcDEF0123456789ghIJkl$1$1$"
            + "1wxjap9v1DxWMPSowsIkYR4b47F6HEbXULc3dRDMRrzhCDuYkzc3g/8YIvmalZEfYgLKOtbP8sphjj0gulLaqQ==",
    ]

    /// All of "secret", of the formats that are off unless named.
    private static let legacy = [
        ("md5$s$1590a9c2e6ee3fc96982de1ba80c6534", "md5"), ("5ebe2294ecd0e0f08eab7690d2a6ee69", "unsalted_md5"),
        ("sha1$s$ac0145c331470eb8831701aa21e99303aacb90d6", "sha1"),
        ("sha1$$e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4", "unsalted_sha1"),
    ]

    private func pool(
        _ format: PreferredHasher.Format = .pbkdf2SHA256,
        iterations: Int = 10,
        legacy: String = "",
        workers: Int = 2,
        queue: Int = 64
    ) throws -> HashPool {
        let environment = [
            "HESAP_PASSWORD_HASHER": format.rawValue, "HESAP_PASSWORD_ITERATIONS": String(iterations),
            "HESAP_LEGACY_PASSWORD_HASHERS": legacy, "HESAP_HASH_WORKERS": String(workers),
            "HESAP_HASH_QUEUE": String(queue),
        ]
        return HashPool(try configuration(environment).hashing, effects: .system)
    }

    private func verify(
        _ password: String,
        _ encoded: EncodedPassword,
        with pool: HashPool,
        _ log: LogSpy
    ) async throws -> Verification {
        try await withLogger(Logger(label: "test") { _ in log }) { _ in
            try await pool.verify(Secret(password), against: encoded)
        }
    }

    @Test("a password matches its own hash and no other")
    func roundTrip() async throws {
        let pool = try pool()
        let encoded = try await pool.encode(password)
        #expect(encoded.text.hasPrefix("pbkdf2_sha256$10$"))
        #expect(try await pool.verify(password, against: encoded) == .match(renewed: nil))
        #expect(try await pool.verify(Secret("another"), against: encoded) == .mismatch)
        #expect(try await pool.encode(password) != encoded, "the salt must differ")
        await pool.shutDown()
    }

    @Test("a match with an outdated hash comes with a new one that matches too")
    func renewed() async throws {
        let (old, new) = (try pool(iterations: 9), try pool(iterations: 10))
        let outdated = try await old.encode(password)
        guard case .match(let renewed?) = try await new.verify(password, against: outdated) else {
            Issue.record("no renewed hash")
            return
        }
        #expect(try await new.verify(password, against: renewed) == .match(renewed: nil))
        await old.shutDown()
        await new.shutDown()
    }

    @Test(
        "no account, no usable password, a damaged or foreign hash: a mismatch",
        arguments: [
            nil, "!unusable", "", "pbkdf2_sha256$10$salt", "pbkdf2_sha256$99999999999$salt$hash",
            "argon2$argon2id$v=19$m=102400,t=2,p=8$c2FsdA$aGFzaA", "md5$salt$5ebe2294ecd0e0f08eab7690d2a6ee69",
        ]
    )
    func mismatch(_ text: String?) async throws {
        let pool = try pool()
        #expect(try await pool.verify(password, against: text.map { EncodedPassword($0) }) == .mismatch)
        await pool.shutDown()
    }

    @Test("a match with a hash of another algorithm comes with one of the preferred", arguments: Self.others)
    func otherAlgorithms(_ text: String) async throws {
        let pool = try pool()
        let foreign = EncodedPassword(text)
        guard case .match(let renewed?) = try await pool.verify(Secret("secret"), against: foreign) else {
            Issue.record("no renewed hash")
            return
        }
        #expect(renewed.text.hasPrefix("pbkdf2_sha256$10$"))
        #expect(try await pool.verify(Secret("secret"), against: renewed) == .match(renewed: nil))
        #expect(try await pool.verify(Secret("Secret"), against: foreign) == .mismatch)
        #expect(try await pool.encode(Secret("secret"), unlessAnyOf: [EncodedPassword("!"), foreign]) == nil)
        await pool.shutDown()
    }

    @Test(
        "whatever is preferred, its own hash is kept and any other renewed into it",
        arguments: PreferredHasher.Format.allCases
    )
    func preferred(_ format: PreferredHasher.Format) async throws {
        let (pool, other) = (try pool(format), try pool(iterations: 9))
        let own = try await pool.encode(Secret("secret"))
        #expect(own.text.hasPrefix(format.rawValue + "$"))
        #expect(try await pool.verify(Secret("secret"), against: own) == .match(renewed: nil))
        #expect(try await pool.verify(Secret("Secret"), against: own) == .mismatch)
        #expect(try await pool.verify(Secret("secret"), against: nil) == .mismatch)
        // Cheaper than what Django asks for, so renewed in their own format too.
        for text in Self.others + [try await other.encode(Secret("secret")).text] {
            guard case .match(let renewed?) = try await pool.verify(Secret("secret"), against: EncodedPassword(text))
            else {
                Issue.record("\(text): no renewed hash")
                continue
            }
            #expect(renewed.text.hasPrefix(format.rawValue + "$"))
        }
        await other.shutDown()
        await pool.shutDown()
    }

    @Test("a format that is too fast is verified and renewed where it is switched on", arguments: Self.legacy)
    func legacyOn(_ text: String, _ name: String) async throws {
        let pool = try pool(legacy: name)
        let encoded = EncodedPassword(text)
        let log = LogSpy()
        guard case .match(let renewed?) = try await verify("secret", encoded, with: pool, log) else {
            Issue.record("no renewed hash")
            return
        }
        #expect(renewed.text.hasPrefix("pbkdf2_sha256$10$"))
        #expect(try await verify("Secret", encoded, with: pool, log) == .mismatch)
        #expect(try await pool.encode(Secret("secret"), unlessAnyOf: [encoded]) == nil)
        #expect(log.lines.isEmpty)
        await pool.shutDown()
    }

    @Test(
        "a format that is too fast is refused where only the others are on, and logged once per try",
        arguments: Self.legacy
    )
    func legacyOff(_ text: String, _ name: String) async throws {
        let others = Self.legacy.map(\.1).filter { $0 != name }.joined(separator: ",")
        let pool = try pool(legacy: others)
        let log = LogSpy()
        #expect(try await verify("secret", EncodedPassword(text), with: pool, log) == .mismatch)
        #expect(try await verify("wrong", EncodedPassword(text), with: pool, log) == .mismatch)
        #expect(log.lines == Array(repeating: "stored password refused reason=\(name): retired", count: 2))
        #expect(try await pool.encode(Secret("secret"), unlessAnyOf: [EncodedPassword(text)]) != nil)
        await pool.shutDown()
    }

    @Test("a right password signs in also when the preferred format cannot take it, and the old hash stays")
    func notRenewed() async throws {
        let (old, new) = (try pool(), try pool(.bcrypt))
        let encoded = try await old.encode(Secret("zero\0byte"))
        let log = LogSpy()
        #expect(try await verify("zero\0byte", encoded, with: new, log) == .match(renewed: nil))
        #expect(log.lines == ["stored password not renewed reason=bcrypt: zero byte in the password"])
        await #expect(throws: Outage.unavailable(detail: "no password hash: bcrypt: zero byte in the password")) {
            try await new.encode(Secret("zero\0byte"))
        }
        await old.shutDown()
        await new.shutDown()
    }

    @Test(
        "a hash that is refused is logged by its reason, without a word of it",
        arguments: [
            ("md5$salt$5ebe2294ecd0e0f08eab7690d2a6ee69", "md5: retired"),
            ("argon2$argon2id$v=19$m=1048576,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g", "argon2: too costly"),
            ("bcrypt$$2b$12$short", "bcrypt: damaged"), ("gibberish", "unknown algorithm"),
            ("!unusable", nil), ("pbkdf2_sha256$10$salt$hash", nil),
        ]
    )
    func refusals(_ text: String, _ reason: String?) async throws {
        let pool = try pool()
        let log = LogSpy()
        #expect(try await verify(password.reveal(), EncodedPassword(text), with: pool, log) == .mismatch)
        #expect(log.lines == (reason.map { ["stored password refused reason=\($0)"] } ?? []))
        await pool.shutDown()
    }

    @Test("a password of the history gets no hash, any other its own")
    func history() async throws {
        let pool = try pool()
        let others = [try await pool.encode(Secret("a")), try await pool.encode(Secret("b"))]
        for used in [others, []] {
            let encoded = try #require(try await pool.encode(password, unlessAnyOf: used))
            #expect(try await pool.verify(password, against: encoded) == .match(renewed: nil))
        }
        #expect(try await pool.encode(password, unlessAnyOf: others + [try await pool.encode(password)]) == nil)
        await pool.shutDown()
    }

    @Test("of many at once, those beyond workers and queue are told when to come back, the others are served")
    func bounded() async throws {
        let pool = try pool(iterations: 200_000, workers: 1, queue: 2)
        let results = await withTaskGroup(of: Result<EncodedPassword, Outage>.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    do throws(Outage) {
                        return .success(try await pool.encode(Secret("Kedi-Balkon-42")))
                    } catch {
                        return .failure(error)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let busy = results.filter { if case .failure(.busy(let seconds)) = $0 { seconds > 0 } else { false } }
        let served = results.filter { if case .success = $0 { true } else { false } }
        #expect(served.count >= 3)
        #expect(!busy.isEmpty)
        #expect(busy.count + served.count == 20)
        #expect(pool.pending == 0)
        await pool.shutDown()
    }

    /// All would be ready at the very end, when a long queue's connections are no more.
    @Test("of a crowd that compares with a history the first is ready before the last begins")
    func oneAfterTheOther() async throws {
        let pool = try pool(iterations: 50_000, workers: 1, queue: 1000)
        let used = [try await pool.encode(Secret("a")), try await pool.encode(Secret("b"))]
        let pending = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    _ = try await pool.encode(Secret("Kedi-Balkon-42"), unlessAnyOf: used)
                    return pool.pending
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        // Were comparing and encoding two jobs, the first would leave 15 hashes behind: one of each other.
        #expect((pending.max() ?? 0) > 15, "\(pending)")
        #expect(pool.pending == 0)
        await pool.shutDown()
    }
}
