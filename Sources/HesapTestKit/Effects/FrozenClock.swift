package import HesapDomain
import Synchronization

/// A clock that stands until a test moves it, so that "the last second" is a second one can name.
package final class FrozenClock: Sendable {
    /// With microseconds, so that a store or a token that needs them cut shows when they are not.
    package static let start = Timestamp(microseconds: 1_772_366_400_123_456)

    private let time: Mutex<Timestamp>

    package init(_ time: Timestamp = FrozenClock.start) {
        self.time = Mutex(time)
    }

    package var now: Timestamp { time.withLock { $0 } }

    package func set(_ time: Timestamp) {
        self.time.withLock { $0 = time }
    }

    package func advance(seconds: Int64) {
        time.withLock { $0 = $0.adding(seconds: seconds) }
    }
}
