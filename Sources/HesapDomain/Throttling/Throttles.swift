/// Counters that survive a restart.
///
/// Every engine passes `ThrottlesContract`.
package protocol Throttles: Sendable {
    /// Counts one try under each key, if every one of them has room; otherwise counts nothing.
    ///
    /// All or nothing, because a try that is refused for one reason must not use up another's room.
    /// A window begins at the first try and ends `windowSeconds` later, whatever happens in it: nobody is locked out
    /// for longer than one window by tries of somebody else.
    func take(_ tries: [Try], now: Timestamp) async throws(Outage) -> Verdict

    /// Empties the counters of those keys.
    func clear(_ keys: [ThrottleKey]) async throws(Outage)

    /// Removes counters whose window has ended.
    func purge(now: Timestamp) async throws(Outage)
}

/// A scope and a keyed hash of whom it is about, so that the table holds no address.
package struct ThrottleKey: Sendable, Hashable {
    package let text: String

    package init(text: String) {
        self.text = text
    }
}

package struct Try: Sendable {
    package let key: ThrottleKey
    package let rate: ThrottleRate

    package init(key: ThrottleKey, rate: ThrottleRate) {
        self.key = key
        self.rate = rate
    }
}

package enum Verdict: Sendable, Equatable {
    case allowed
    case refused(retryAfterSeconds: Int)
}

/// Django REST framework's `"5/min"`: so many tries in a second, minute, hour or day.
package struct ThrottleRate: Sendable, Equatable {
    package let tries: Int
    package let windowSeconds: Int64
    /// As it was written, for `settings get`.
    package let text: String

    /// Takes what REST framework takes: only the first letter of the period counts.
    ///
    /// Zero tries are refused, because they would lock everybody out for good.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let tries = Int(parts[0]), (1...1_000_000).contains(tries) else { return nil }
        guard let letter = parts[1].first, let seconds = Self.seconds[letter] else { return nil }
        guard parts[1].utf8.allSatisfy({ (97...122).contains($0) }) else { return nil }
        self.tries = tries
        windowSeconds = seconds
        self.text = text
    }

    private static let seconds: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
}
