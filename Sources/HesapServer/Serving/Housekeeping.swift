import HesapDomain
import Logging

/// Removes what has expired.
///
/// Django leaves that to `clearsessions`, which shops forget to run.
struct Housekeeping: Sendable {
    /// Some milliseconds of the writer at a time, with the requests' writes in between.
    private static let batch = 500
    /// Long enough for an operator who was away to see that mail got lost; the addresses in it are kept no longer.
    private static let deadLetterSeconds: Int64 = 30 * 86_400

    let stores: Stores
    let effects: Effects

    /// - Returns: how many sessions were removed.
    @discardableResult
    func callAsFunction() async throws(Outage) -> Int {
        var removed = 0
        while true {
            let count = try await stores.sessions.purge(expiredBefore: effects.now(), limit: Self.batch)
            removed += count
            if count < Self.batch { break }
        }
        let now = effects.now()
        try await stores.throttles.purge(now: now)
        // Behind a mail server that stays away, too, the address of somebody who was erased is kept no longer than mail
        // is tried.
        try await stores.outbox.purge(
            deadBefore: now.adding(seconds: -Self.deadLetterSeconds),
            unkeptBefore: now.adding(seconds: -DeliverMail.patienceSeconds)
        )
        if removed > 0 { Logger.current.info("expired sessions removed", metadata: ["count": "\(removed)"]) }
        return removed
    }
}
