import DjangoCompat
import HesapDomain
import Testing

@testable import HesapServer

/// Few rounds: what is tested here does not depend on how many.
struct HashPoolTests {
    private let password = Secret("Kedi-Balkon-42")

    private func pool(iterations: Int = 10, workers: Int = 2, queue: Int = 64) throws -> HashPool {
        let environment = [
            "HESAP_PASSWORD_ITERATIONS": String(iterations), "HESAP_HASH_WORKERS": String(workers),
            "HESAP_HASH_QUEUE": String(queue),
        ]
        return HashPool(try configuration(environment).hashing, effects: .system)
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
            "argon2$argon2id$v=19$m=102400,t=2,p=8$c2FsdA$aGFzaA",
        ]
    )
    func mismatch(_ text: String?) async throws {
        let pool = try pool()
        #expect(try await pool.verify(password, against: text.map { EncodedPassword($0) }) == .mismatch)
        await pool.shutDown()
    }

    @Test(
        "only hashes that take time to verify count as such",
        arguments: [
            ("pbkdf2_sha256$10$salt$hash", true), ("pbkdf2_sha256$010$salt$hash", false),
            ("pbkdf2_sha256$10$$hash", false), ("pbkdf2_sha1$10$salt$hash", false), ("!x", false),
        ]
    )
    func cost(_ text: String, _ isKnown: Bool) {
        #expect(HashCost.isKnown(EncodedPassword(text)) == isKnown)
    }

    @Test("a password of the history is found")
    func history() async throws {
        let pool = try pool()
        let others = [try await pool.encode(Secret("a")), try await pool.encode(Secret("b"))]
        #expect(try await !pool.matchesAny(password, of: others))
        #expect(try await pool.matchesAny(password, of: others + [try await pool.encode(password)]))
        #expect(try await !pool.matchesAny(password, of: []))
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
}
