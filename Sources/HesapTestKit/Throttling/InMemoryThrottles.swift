package import HesapDomain

package struct InMemoryThrottles: Throttles {
    let shop: InMemoryShop

    package func take(_ tries: [Try], now: Timestamp) async throws(Outage) -> Verdict {
        try shop.transaction(.throttles) { rows in
            let wait = tries.map { rows.microsecondsUntilRoom($0, now: now) }.max() ?? 0
            // Rounded up: a client that comes back in the announced second must find room.
            guard wait == 0 else { return .refused(retryAfterSeconds: Int((wait + 999_999) / 1_000_000)) }
            for attempt in tries {
                let fresh = ThrottleRow(tries: 0, windowEnds: now.adding(seconds: attempt.rate.windowSeconds))
                var row = rows.openWindow(of: attempt, now: now) ?? fresh
                row.tries += 1
                rows.throttles[attempt.key] = row
            }
            return .allowed
        }
    }

    package func clear(_ keys: [ThrottleKey]) async throws(Outage) {
        try shop.transaction(.throttles) { rows in keys.forEach { rows.throttles[$0] = nil } }
    }

    package func purge(now: Timestamp) async throws(Outage) {
        try shop.transaction(.throttles) { rows in
            rows.throttles = rows.throttles.filter { $0.value.windowEnds > now }
        }
    }
}

extension ShopRows {
    /// A window that ends much later than a new one would belongs to an older, longer rate: nobody is locked out by it.
    fileprivate func openWindow(of attempt: Try, now: Timestamp) -> ThrottleRow? {
        guard let row = throttles[attempt.key], row.windowEnds > now,
            row.windowEnds <= now.adding(seconds: 2 * attempt.rate.windowSeconds)
        else { return nil }
        return row
    }

    fileprivate func microsecondsUntilRoom(_ attempt: Try, now: Timestamp) -> Int64 {
        guard let row = openWindow(of: attempt, now: now), row.tries >= attempt.rate.tries else { return 0 }
        return row.windowEnds.microseconds - now.microseconds
    }
}
