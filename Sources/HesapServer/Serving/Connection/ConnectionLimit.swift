import HummingbirdCore
import Logging

/// Stops accepting while there are as many connections as may be; others wait in the kernel.
struct ConnectionLimit: AvailableConnectionsDelegate {
    /// Asked each time: an operator may change the limit of a running process.
    let maximum: @Sendable () -> Int
    let logger: Logger
    private var count = 0
    private var nextNotice = ContinuousClock.now

    init(logger: Logger, maximum: @escaping @Sendable () -> Int) {
        self.maximum = maximum
        self.logger = logger
    }

    func isAcceptingNewConnections() -> Bool {
        count < maximum()
    }

    mutating func connectionOpened() {
        count += 1
        guard !isAcceptingNewConnections(), nextNotice <= .now else { return }
        nextNotice = .now + .seconds(60)
        logger.warning("new connections wait: there are as many as allowed", metadata: ["connections": "\(count)"])
    }

    mutating func connectionClosed() {
        count -= 1
    }
}
