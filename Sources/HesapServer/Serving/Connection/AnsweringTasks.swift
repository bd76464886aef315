import Logging
import Synchronization

/// Tasks that answer one request after the other.
///
/// A task allocates its memory in pieces of 1 KiB, thirteen for a small request, and frees them when it ends. One that goes
/// on with the next request has them already.
final class AnsweringTasks: Sendable {
    typealias Work = @Sendable () async -> Void

    /// Each keeps some 17 KiB.
    ///
    /// Requests beyond, all at once, have tasks of their own.
    static let mostIdle = 128

    private struct Idle {
        /// The one that was busy last is taken first: its memory is in the processor's caches.
        var tasks: [CheckedContinuation<Work?, Never>] = []
        /// How few there were at once: so many nobody needed.
        var fewest = 0

        mutating func take() -> CheckedContinuation<Work?, Never>? {
            let task = tasks.popLast()
            fewest = min(fewest, tasks.count)
            return task
        }

        /// And counts anew.
        mutating func takeUnneeded() -> [CheckedContinuation<Work?, Never>] {
            let unneeded = Array(tasks.prefix(fewest))
            tasks.removeFirst(fewest)
            fewest = tasks.count
            return unneeded
        }
    }

    private let logger: Logger
    private let idle = Mutex(Idle())

    /// - Parameter logger: `Logger.current` of the work.
    init(logger: Logger) {
        self.logger = logger
    }

    var idleCount: Int { idle.withLock(\.tasks.count) }

    func run(_ work: @escaping Work) {
        if let task = idle.withLock({ $0.take() }) { task.resume(returning: work) } else { start(with: work) }
    }

    /// Ends those that nobody needed since it was called last.
    ///
    /// Otherwise one stall, in which requests gathered, would have its memory kept for good.
    func releaseUnneeded() {
        for task in idle.withLock({ $0.takeUnneeded() }) {
            task.resume(returning: nil)
        }
    }

    private func start(with work: @escaping Work) {
        Task {
            await withLogger(logger) { _ in
                await work()
                while let next = await next() { await next() }
            }
        }
    }

    /// Nil when enough others wait.
    private func next() async -> Work? {
        await withCheckedContinuation { continuation in
            let isKept = idle.withLock { idle in
                guard idle.tasks.count < Self.mostIdle else { return false }
                idle.tasks.append(continuation)
                return true
            }
            if !isKept { continuation.resume(returning: nil) }
        }
    }
}
