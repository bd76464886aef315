import Synchronization

/// What the tries so far tell about the transport as a whole, as opposed to one mail.
///
/// Lives as long as the worker; another process finds out by itself.
final class TransportHealth: Sendable {
    /// 1 s, 2 s, 4 s … up to a minute: a server that restarts is found within seconds, one that is down for a night costs
    /// a connection a minute.
    private static let longestRestSeconds: Int64 = 60
    /// More mails than anybody makes a server hang up at; ids that another worker delivered would pile up otherwise.
    private static let mostSuspects = 500

    private struct State: Sendable {
        var interruptions = 0
        var restsUntil: Timestamp?
        /// Mails at which the transport failed, and whether it has carried another one since.
        var suspects: [OutboxID: Bool] = [:]
    }

    private let state = Mutex(State())

    func isResting(at now: Timestamp) -> Bool {
        state.withLock { state in
            guard let end = state.restsUntil else { return false }
            // A clock that was set back must not stretch the rest.
            return now < end && end <= now.adding(seconds: Self.longestRestSeconds)
        }
    }

    var suspectCount: Int { state.withLock { $0.suspects.count } }

    /// The mails in the order to try them.
    ///
    /// A server may hang up because of one mail, again and again: it must not keep those behind it from leaving.
    func order(_ mails: [ClaimedMail]) -> [ClaimedMail] {
        let suspects = state.withLock { $0.suspects }
        return mails.filter { suspects[$0.id] == nil } + mails.filter { suspects[$0.id] != nil }
    }

    /// The transport took a mail, or refused this one alone.
    ///
    /// - Returns: whether that ends an interruption.
    func answered(_ id: OutboxID) -> Bool {
        state.withLock { state in
            let wasInterrupted = state.interruptions > 0
            state.interruptions = 0
            state.restsUntil = nil
            state.suspects[id] = nil
            for suspect in state.suspects.keys { state.suspects[suspect] = true }
            return wasInterrupted
        }
    }

    enum Verdict: Sendable {
        /// It fails at this mail and carries others.
        case mail
        case transport(isFirst: Bool)
    }

    /// The transport failed while this mail was at hand.
    func failed(at id: OutboxID, now: Timestamp) -> Verdict {
        state.withLock { state in
            if state.suspects[id] == true {
                state.suspects[id] = nil
                return .mail
            }
            if state.suspects.count >= Self.mostSuspects { state.suspects = [:] }
            state.suspects[id] = false
            let seconds = min(Self.longestRestSeconds, 1 << Int64(min(state.interruptions, 6)))
            state.restsUntil = now.adding(seconds: seconds)
            state.interruptions += 1
            return .transport(isFirst: state.interruptions == 1)
        }
    }
}
