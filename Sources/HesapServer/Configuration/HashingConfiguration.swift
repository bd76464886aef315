import DjangoCompat
import FoundationEssentials

/// What a password costs, and how many may be hashed at once.
struct HashingConfiguration: Sendable {
    static let iterations = Setting.integer(
        "PASSWORD_ITERATIONS",
        in: 1...PBKDF2SHA256.mostIterations,
        default: .written("1000000"),
        help: "PBKDF2 rounds of new passwords; Django 5.2 uses 1000000. Older hashes are renewed at sign-in."
    )
    static let workers = Setting.integer(
        "HASH_WORKERS",
        in: 1...256,
        default: .derived("number of cores"),
        help: "Threads that hash passwords, at a lower priority than everything else."
    )
    static let queue = Setting.integer(
        "HASH_QUEUE",
        in: 0...100_000,
        default: .derived("32 for each of HASH_WORKERS"),
        help: "Hashes that may wait for a thread; more are answered 503. 32 take about five seconds of a core."
    )
    static let settings = [iterations.description, workers.description, queue.description]

    let iterations: Int
    let workers: Int
    let queue: Int

    init(_ source: SettingsSource) throws(SettingFault) {
        iterations = try source.read(Self.iterations)
        let cores = min(256, ProcessInfo.processInfo.activeProcessorCount)
        workers = try source.readIfSet(Self.workers) ?? cores
        queue = try source.readIfSet(Self.queue) ?? 32 * workers
    }
}
