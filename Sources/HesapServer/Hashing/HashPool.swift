import DjangoCompat
import Glibc
import HesapDomain
import NIOPosix
import Synchronization

/// Hashes passwords on a few threads of its own, and refuses work that would wait for too long.
///
/// Hashing saturates the cores by design. Its threads therefore give way to all others, so that whoever does not sign
/// in is served as if nobody did.
final class HashPool: PasswordHasher {
    /// With +10 the kernel gives a thread a ninth of the time of one at 0 when both want the core.
    private static let niceness: Int32 = 10

    private let hasher: PBKDF2SHA256
    private let effects: Effects
    private let threads: NIOThreadPool
    private let queue: Mutex<HashQueue>
    /// Verified in place of accounts that there are not, along the very same path: a path of its own differed by one
    /// percent of a hash, which 200 samples tell apart.
    private let decoy: EncodedPassword

    init(_ configuration: HashingConfiguration, effects: Effects) {
        hasher = PBKDF2SHA256(iterations: configuration.iterations)
        self.effects = effects
        threads = NIOThreadPool(numberOfThreads: configuration.workers)
        queue = Mutex(HashQueue(workers: configuration.workers, mostWaiting: configuration.queue))
        let (salt, hash) = (PBKDF2SHA256.salt(random: effects.random), PBKDF2SHA256.salt(random: effects.random))
        // A real hash of 32 bytes ends in "=", so no password has this one.
        decoy = EncodedPassword("pbkdf2_sha256$\(configuration.iterations)$\(salt)$\(hash)\(hash)")
        threads.start()
    }

    /// Lets running jobs finish.
    ///
    /// Called when no request can come any more.
    func shutDown() async {
        // Fails only when it was shut down before.
        try? await threads.shutdownGracefully()
    }

    func encode(_ password: Secret<String>) async throws(Outage) -> EncodedPassword {
        try await run { [hasher, effects] in
            hasher.encode(password: password.reveal(), salt: PBKDF2SHA256.salt(random: effects.random))
        }
    }

    func verify(_ password: Secret<String>, against encoded: EncodedPassword?) async throws(Outage) -> Verification {
        try await run { [hasher, effects, decoy] in
            let text = password.reveal()
            let target = encoded.flatMap { HashCost.isKnown($0) ? $0 : nil } ?? decoy
            guard hasher.verify(password: text, encoded: target) else {
                hasher.hardenRuntime(password: text, encoded: target)
                return .mismatch
            }
            guard hasher.mustUpdate(target) else { return .match(renewed: nil) }
            let salt = PBKDF2SHA256.salt(random: effects.random)
            return .match(renewed: hasher.encode(password: text, salt: salt))
        }
    }

    func matchesAny(_ password: Secret<String>, of encoded: [EncodedPassword]) async throws(Outage) -> Bool {
        guard !encoded.isEmpty else { return false }
        return try await run { [hasher] in
            encoded.contains { hasher.verify(password: password.reveal(), encoded: $0) }
        }
    }

    /// How many jobs run or wait, for the metrics.
    var pending: Int { queue.withLock { $0.pending } }

    private func run<Result: Sendable>(_ job: @escaping @Sendable () -> Result) async throws(Outage) -> Result {
        let wait = queue.withLock { $0.enter() }
        if let wait { throw .busy(retryAfterSeconds: wait) }
        do {
            let (result, duration) = try await threads.runIfActive {
                Self.giveWay()
                let start = ContinuousClock.now
                return (job(), start.duration(to: .now))
            }
            queue.withLock { $0.leave(after: duration) }
            return result
        } catch {
            queue.withLock { $0.leave(after: nil) }
            // The request was cancelled, or the server stops.
            throw .unavailable(detail: "password hashing was cancelled")
        }
    }

    /// On Linux 0 means this thread, not the process.
    ///
    /// Repeated for each job: it costs a microsecond, a job 160,000.
    private static func giveWay() {
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness)
    }
}

/// Who runs and who waits, as a value without locks or threads.
struct HashQueue: Sendable {
    private let workers: Int
    private let mostPending: Int
    private(set) var pending = 0
    /// What a job takes, newer ones counting more.
    ///
    /// Starts at what a million rounds take on a slow core.
    private var typicalDuration = Duration.milliseconds(300)

    init(workers: Int, mostWaiting: Int) {
        self.workers = workers
        mostPending = workers + mostWaiting
    }

    /// - Returns: nil for a place, else after how many seconds half of the queue should be gone.
    mutating func enter() -> Int? {
        guard pending < mostPending else { return retryAfterSeconds }
        pending += 1
        return nil
    }

    mutating func leave(after duration: Duration?) {
        pending -= 1
        if let duration { typicalDuration = (typicalDuration * 7 + duration) / 8 }
    }

    /// Half and not all: coming back to an empty queue would mean idle workers meanwhile.
    private var retryAfterSeconds: Int {
        let wait = typicalDuration * pending / (2 * workers)
        return min(60, max(1, Int(wait.components.seconds) + 1))
    }
}

enum HashCost {
    /// Whether verifying takes time at all.
    ///
    /// A hash of another algorithm or a damaged one is refused at once, and the
    /// time of the answer would tell that the account exists.
    static func isKnown(_ encoded: EncodedPassword) -> Bool {
        let fields = encoded.text.split(separator: "$", maxSplits: 3, omittingEmptySubsequences: false)
        guard fields.count == 4, fields[0] == "pbkdf2_sha256", !fields[2].isEmpty else { return false }
        guard let iterations = Int(fields[1]), String(iterations) == fields[1] else { return false }
        return (1...PBKDF2SHA256.mostIterations).contains(iterations)
    }
}
