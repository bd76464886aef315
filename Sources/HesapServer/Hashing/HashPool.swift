import DjangoCompat
import Glibc
import HesapDomain
import Logging
import NIOPosix
import Synchronization

/// Hashes passwords on a few threads of its own, and refuses work that would wait for too long.
///
/// Hashing saturates the cores by design. Its threads therefore give way to all others, so that whoever does not sign
/// in is served as if nobody did.
final class HashPool: PasswordHasher {
    /// With +10 the kernel gives a thread a ninth of the time of one at 0 when both want the core.
    private static let niceness: Int32 = 10

    private let hasher: PreferredHasher
    private let legacy: Set<LegacyFormat>
    private let effects: Effects
    private let threads: NIOThreadPool
    private let queue: Mutex<HashQueue>
    /// Verified in place of accounts that there are not, along the very same path: a path of its own differed by one
    /// percent of a hash, which 200 samples tell apart.
    private let decoy: EncodedPassword

    init(_ configuration: HashingConfiguration, effects: Effects) {
        hasher = PreferredHasher(configuration.preferred, iterations: configuration.iterations)
        legacy = configuration.legacy
        self.effects = effects
        threads = NIOThreadPool(numberOfThreads: configuration.workers)
        queue = Mutex(HashQueue(workers: configuration.workers, mostWaiting: configuration.queue))
        decoy = hasher.decoy(random: effects.random)
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
        try await usable(run(hashes: 1) { [self] in fresh(password.reveal()) })
    }

    func encode(
        _ password: Secret<String>,
        unlessAnyOf used: [EncodedPassword]
    ) async throws(Outage) -> EncodedPassword? {
        let result = try await run(hashes: used.count + 1) { [self] in
            let isUsed = used.contains { $0.verify(password.reveal(), legacy: legacy) == .match }
            return isUsed ? nil : fresh(password.reveal())
        }
        return try result.map(usable)
    }

    func verify(_ password: Secret<String>, against encoded: EncodedPassword?) async throws(Outage) -> Verification {
        let (result, refusal) = try await run(hashes: 1) { [self] in
            check(password.reveal(), against: encoded ?? decoy)
        }
        if let refusal, refusal != .unusable {
            // Who knows the account can only take a reset link, and nobody else would notice.
            let message: Logger.Message =
                result == .mismatch ? "stored password refused" : "stored password not renewed"
            Logger.current.warning(message, metadata: ["reason": "\(refusal)"])
        }
        return result
    }

    /// How many hashes run or wait, for the metrics.
    var pending: Int { queue.withLock { $0.pending } }

    /// On a thread of the pool, which has no logger: the refusal is handed back.
    ///
    /// The text of another algorithm costs what that one costs; only the preferred one, and those that cost nothing,
    /// are evened out.
    private func check(
        _ password: String,
        against encoded: EncodedPassword
    ) -> (result: Verification, refusal: HashRefusal?) {
        switch encoded.verify(password, legacy: legacy) {
        case .match:
            return hasher.mustUpdate(encoded) ? renewed(password) : (.match(renewed: nil), nil)
        case .mismatch where encoded.legacyFormat != nil:
            _ = decoy.verify(password)
            return (.mismatch, nil)
        case .mismatch:
            hasher.hardenRuntime(password: password, encoded: encoded)
            return (.mismatch, nil)
        case .refused(let refusal):
            // Refused at once, and the early answer would tell that the account exists.
            _ = decoy.verify(password)
            return (.mismatch, refusal)
        }
    }

    /// A password that is right opens the account also when memory for a new hash is short: the old one stays.
    private func renewed(_ password: String) -> (result: Verification, refusal: HashRefusal?) {
        switch fresh(password) {
        case .success(let encoded): (.match(renewed: encoded), nil)
        case .failure(let refusal): (.match(renewed: nil), refusal)
        }
    }

    private func fresh(_ password: String) -> Result<EncodedPassword, HashRefusal> {
        do {
            return .success(try hasher.encode(password: password, salt: hasher.salt(random: effects.random)))
        } catch {
            return .failure(error)
        }
    }

    private func usable(_ result: Result<EncodedPassword, HashRefusal>) throws(Outage) -> EncodedPassword {
        do {
            return try result.get()
        } catch {
            throw .unavailable(detail: "no password hash: \(error)")
        }
    }

    private func run<Output: Sendable>(
        hashes: Int,
        _ job: @escaping @Sendable () -> Output
    ) async throws(Outage) -> Output {
        let wait = queue.withLock { $0.enter(hashes: hashes) }
        if let wait { throw .busy(retryAfterSeconds: wait) }
        do {
            let (result, duration) = try await threads.runIfActive {
                Self.giveWay()
                let start = ContinuousClock.now
                return (job(), start.duration(to: .now))
            }
            queue.withLock { $0.leave(hashes: hashes, after: duration) }
            return result
        } catch {
            queue.withLock { $0.leave(hashes: hashes, after: nil) }
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

/// How many hashes run and wait, as a value without locks or threads.
///
/// Hashes and not jobs, so that its length bounds the wait whatever a job compares: 66 confirms with a history of five
/// would be 462 hashes, and on a slow core the last would be ready when its connection is no more.
struct HashQueue: Sendable {
    private let workers: Int
    private let mostPending: Int
    private(set) var pending = 0
    /// What a hash takes, newer ones counting more.
    ///
    /// Starts at what a million rounds take on a slow core.
    private var typicalDuration = Duration.milliseconds(300)

    init(workers: Int, mostWaiting: Int) {
        self.workers = workers
        mostPending = workers + mostWaiting
    }

    /// The last one let in may reach beyond the limit, else a job of more hashes than the limit would never be.
    ///
    /// - Returns: nil for a place, else after how many seconds half of the queue should be gone.
    mutating func enter(hashes: Int) -> Int? {
        guard pending < mostPending else { return retryAfterSeconds }
        pending += hashes
        return nil
    }

    mutating func leave(hashes: Int, after duration: Duration?) {
        pending -= hashes
        if let duration { typicalDuration = (typicalDuration * 7 + duration / hashes) / 8 }
    }

    /// Half and not all: coming back to an empty queue would mean idle workers meanwhile.
    private var retryAfterSeconds: Int {
        let wait = typicalDuration * pending / (2 * workers)
        return min(60, max(1, Int(wait.components.seconds) + 1))
    }
}
