import ArgumentParser
import CryptoExtras
import Foundation
import Synchronization

/// Django's hash, by the library that Hesap uses, again and again on some threads; prints how many a second.
struct BareHash: ParsableCommand {
    @Option var threads: Int
    @Option var seconds: Double
    @Option var rounds = 1_000_000

    func run() throws {
        let hashes = Atomic(0)
        let clock = ContinuousClock()
        let began = clock.now
        let end = began + .seconds(seconds)
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            while clock.now < end {
                Self.hash(rounds: rounds)
                hashes.add(1, ordering: .relaxed)
            }
        }
        let duration = clock.now - began
        print(Double(hashes.load(ordering: .relaxed)) / (duration / .seconds(1)))
    }

    private static func hash(rounds: Int) {
        do {
            _ = try KDF.Insecure.PBKDF2.deriveKey(
                from: Array("Kedi-Balkon-42".utf8),
                salt: Array("0123456789012345678901".utf8),
                using: .sha256,
                outputByteCount: 32,
                unsafeUncheckedRounds: rounds
            )
        } catch {
            preconditionFailure("PBKDF2 failed: \(error)")
        }
    }
}
