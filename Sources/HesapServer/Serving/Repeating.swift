import Logging
import ServiceLifecycle

/// Does a piece of work again and again until the shutdown begins.
struct Repeating: Service, CustomStringConvertible {
    let description: String
    let pause: Duration
    let work: @Sendable () async throws -> Void

    /// A failure is logged, and the next round tries again: a database that is away for a minute must not stop the
    /// server.
    ///
    /// Of a failure that repeats, only the first is logged as one.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            var isFailing = false
            while !Task.isCancelled {
                isFailing = await attempt(wasFailing: isFailing)
                try? await Task.sleep(for: pause)
            }
        }
    }

    private func attempt(wasFailing: Bool) async -> Bool {
        do {
            try await work()
            if wasFailing { Logger.current.notice("works again", metadata: ["service": "\(description)"]) }
            return false
        } catch is CancellationError {
            return wasFailing
        } catch {
            let metadata: Logger.Metadata = ["service": "\(description)", "reason": "\(error)"]
            Logger.current.log(level: wasFailing ? .debug : .error, "failed, will be tried again", metadata: metadata)
            return true
        }
    }
}

/// Closes something when everything that uses it has stopped: services stop in the reverse order of their list.
struct ClosedLast: Service, CustomStringConvertible {
    let description: String
    let close: @Sendable () async -> Void

    func run() async throws {
        // Throws when the group is cancelled because another service failed: close then, too.
        try? await gracefulShutdown()
        await close()
    }
}
