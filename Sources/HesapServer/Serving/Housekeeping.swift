import HesapDomain
import Logging

/// Removes what has expired.
///
/// Django leaves that to `clearsessions`, which shops forget to run.
struct Housekeeping: Sendable {
    /// Some milliseconds of the writer at a time, with the requests' writes in between.
    private static let batch = 500

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
        try await stores.throttles.purge(now: effects.now())
        if removed > 0 { Logger.current.info("expired sessions removed", metadata: ["count": "\(removed)"]) }
        return removed
    }
}
