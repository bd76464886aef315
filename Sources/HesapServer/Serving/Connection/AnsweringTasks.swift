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

    private let logger: Logger
    /// The one that was busy last is taken first: its memory is in the processor's caches.
    private let idle = Mutex<[CheckedContinuation<Work?, Never>]>([])

    /// - Parameter logger: `Logger.current` of the work.
    init(logger: Logger) {
        self.logger = logger
    }

    var idleCount: Int { idle.withLock(\.count) }

    func run(_ work: @escaping Work) {
        if let task = idle.withLock({ $0.popLast() }) { task.resume(returning: work) } else { start(with: work) }
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
                guard idle.count < Self.mostIdle else { return false }
                idle.append(continuation)
                return true
            }
            if !isKept { continuation.resume(returning: nil) }
        }
    }
}
