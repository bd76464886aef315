package import HesapDomain

package struct SQLThrottles: Throttles {
    private let database: any Database

    package init(database: any Database) {
        self.database = database
    }

    package func take(_ tries: [Try], now: Timestamp) async throws(Outage) -> Verdict {
        // In one order for everybody, so that two writers of PostgreSQL never wait for each other crosswise.
        let tries = tries.sorted { $0.key.text < $1.key.text }
        let dialect = database.dialect
        return try await database.write { session throws(Outage) in
            var wait: Int64 = 0
            for attempt in tries {
                wait = max(wait, try Self.microsecondsUntilRoom(attempt, now: now, in: session, dialect))
            }
            // Rounded up: a client that comes back in the announced second must find room.
            guard wait == 0 else { return .refused(retryAfterSeconds: Int((wait + 999_999) / 1_000_000)) }
            for attempt in tries {
                try Self.count(attempt, now: now, in: session)
            }
            return .allowed
        }
    }

    private static func microsecondsUntilRoom(
        _ attempt: Try,
        now: Timestamp,
        in session: any SQLSession,
        _ dialect: Dialect
    ) throws(Outage) -> Int64 {
        var row = try liveWindow(of: attempt, now: now, in: session, dialect)
        if row == nil, !dialect.forUpdate.text.isEmpty {
            // A row that is not there cannot be held: without this, parallel first tries would all find room.
            try session.run(
                """
                INSERT INTO hesap_throttle (throttle_key, tries, window_ends)
                VALUES (\(attempt.key.text), 0, \(now.adding(seconds: attempt.rate.windowSeconds)))
                ON CONFLICT (throttle_key) DO UPDATE
                SET tries = excluded.tries, window_ends = excluded.window_ends
                WHERE hesap_throttle.window_ends <= \(now)
                    OR hesap_throttle.window_ends > \(now.adding(seconds: 2 * attempt.rate.windowSeconds))
                """
            )
            row = try liveWindow(of: attempt, now: now, in: session, dialect)
        }
        guard let row, try row.integer("tries") >= Int64(attempt.rate.tries) else { return 0 }
        return try row.integer("window_ends") - now.microseconds
    }

    /// The row of a window that counts, held until the bracket ends.
    ///
    /// A window that ends much later than a new one would belongs to an older, longer rate, or to a clock that was
    /// wrong: nobody is locked out by it. A little later is usual, since a try that came first may arrive second, and two
    /// machines' clocks differ.
    private static func liveWindow(
        of attempt: Try,
        now: Timestamp,
        in session: any SQLSession,
        _ dialect: Dialect
    ) throws(Outage) -> Row? {
        try session.first(
            """
            SELECT tries, window_ends FROM hesap_throttle WHERE throttle_key = \(attempt.key.text)
                AND window_ends > \(now) AND window_ends <= \(now.adding(seconds: 2 * attempt.rate.windowSeconds))
            \(dialect.forUpdate)
            """
        )
    }

    private static func count(_ attempt: Try, now: Timestamp, in session: any SQLSession) throws(Outage) {
        let windowEnds = now.adding(seconds: attempt.rate.windowSeconds)
        let counted = try session.run(
            """
            UPDATE hesap_throttle SET tries = tries + 1 WHERE throttle_key = \(attempt.key.text)
                AND window_ends > \(now) AND window_ends <= \(now.adding(seconds: 2 * attempt.rate.windowSeconds))
            """
        )
        guard counted == 0 else { return }
        try session.run(
            """
            INSERT INTO hesap_throttle (throttle_key, tries, window_ends)
            VALUES (\(attempt.key.text), 1, \(windowEnds))
            ON CONFLICT (throttle_key) DO UPDATE SET tries = excluded.tries, window_ends = excluded.window_ends
            """
        )
    }

    package func clear(_ keys: [ThrottleKey]) async throws(Outage) {
        guard !keys.isEmpty else { return }
        try await database.write { session throws(Outage) in
            _ = try session.run("DELETE FROM hesap_throttle WHERE throttle_key IN (\(list: keys.map(\.text)))")
        }
    }

    package func purge(now: Timestamp) async throws(Outage) {
        try await database.write { session throws(Outage) in
            _ = try session.run("DELETE FROM hesap_throttle WHERE window_ends <= \(now)")
        }
    }
}
