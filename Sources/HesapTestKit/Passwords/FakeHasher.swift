package import DjangoCompat
package import HesapDomain
import Synchronization

/// Django's real hash with one round, on the caller's own time.
///
/// It remembers each job, and runs what a test put in its way.
package final class FakeHasher: PasswordHasher {
    package enum Job: Sendable, Equatable {
        case encode(comparedWith: Int)
        /// `isKnown` is false for nil, which stands for "no such account" or "no usable password".
        case verify(isKnown: Bool)

        package enum Kind: Sendable { case encode, verify }

        package var kind: Kind {
            switch self {
            case .encode: .encode
            case .verify: .verify
            }
        }
    }

    package typealias Hook = @Sendable () async -> Void

    private struct State: Sendable {
        var jobs: [Job] = []
        var once: [Job.Kind: [Hook]] = [:]
        var always: [Job.Kind: Hook] = [:]
        var isFull = false
    }

    private let state = Mutex(State())
    private let dice: SeededDice
    private let preferred = PreferredHasher(.pbkdf2SHA256, iterations: 1)

    package init(dice: SeededDice) {
        self.dice = dice
    }

    // MARK: For tests

    package var jobs: [Job] { state.withLock { $0.jobs } }

    package func forgetJobs() {
        state.withLock { $0.jobs = [] }
    }

    /// Runs `hook` in the middle of the next job of that kind: what happens there happens while a request hashes.
    package func duringNext(_ kind: Job.Kind, _ hook: @escaping Hook) {
        state.withLock { $0.once[kind, default: []].append(hook) }
    }

    /// Runs `hook` in the middle of every job of that kind, nil for nothing.
    package func duringEvery(_ kind: Job.Kind, _ hook: Hook?) {
        state.withLock { $0.always[kind] = hook }
    }

    /// A full queue answers `Outage.busy` to every job.
    package func setFull(_ isFull: Bool) {
        state.withLock { $0.isFull = isFull }
    }

    /// For fixtures: hashes without being asked as a port.
    ///
    /// Two iterations make a hash that counts as outdated.
    package func stored(_ password: String, iterations: Int = 1) -> EncodedPassword {
        let hasher = PreferredHasher(.pbkdf2SHA256, iterations: iterations)
        do {
            return try hasher.encode(password: password, salt: hasher.salt { self.dice.bytes($0) })
        } catch {
            preconditionFailure("PBKDF2 never refuses: \(error)")
        }
    }

    /// Whether that is the password, without being asked as a port.
    package func isPassword(_ password: String, of account: Account?) -> Bool {
        account?.password.verify(password) == .match
    }

    // MARK: The port

    package func encode(_ password: Secret<String>) async throws(Outage) -> EncodedPassword {
        try await begin(.encode(comparedWith: 0))
        return stored(password.reveal())
    }

    package func encode(
        _ password: Secret<String>,
        unlessAnyOf used: [EncodedPassword]
    ) async throws(Outage) -> EncodedPassword? {
        try await begin(.encode(comparedWith: used.count))
        return used.contains { $0.verify(password.reveal()) == .match } ? nil : stored(password.reveal())
    }

    package func verify(
        _ password: Secret<String>,
        against encoded: EncodedPassword?
    ) async throws(Outage) -> Verification {
        try await begin(.verify(isKnown: encoded != nil))
        guard let encoded, encoded.verify(password.reveal()) == .match else { return .mismatch }
        return .match(renewed: preferred.mustUpdate(encoded) ? stored(password.reveal()) : nil)
    }

    private func begin(_ job: Job) async throws(Outage) {
        let hooks = try state.withLock { state throws(Outage) in
            guard !state.isFull else { throw Outage.busy(retryAfterSeconds: 1) }
            state.jobs.append(job)
            var hooks = state.always[job.kind].map { [$0] } ?? []
            if let next = state.once[job.kind]?.first {
                state.once[job.kind]?.removeFirst()
                hooks.append(next)
            }
            return hooks
        }
        for hook in hooks { await hook() }
    }
}
