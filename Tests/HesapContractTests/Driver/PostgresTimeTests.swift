import HesapDomain
import HesapSQL
import HesapTestKit
import Testing

@Suite("Times of PostgreSQL")
struct PostgresTimeTests {
    private static func decode(_ text: String) -> Timestamp? {
        let row = Row(columns: Columns(["at"]), values: [.text(text)])
        return try? Dialect.postgres.time(row, "at")
    }

    @Test(
        "whatever the offset and the length of the fraction, the moment is the same",
        arguments: [
            ("2026-11-24 00:30:17.123456+00", 1_795_480_217_123_456),
            ("2026-11-24 03:30:17.123456+03", 1_795_480_217_123_456),
            ("2026-11-23 21:00:17.123456-03:30", 1_795_480_217_123_456),
            ("2026-11-24 02:27:13.123456+01:56:56", 1_795_480_217_123_456),
            ("2026-11-24 00:30:17.5+00", 1_795_480_217_500_000),
            ("2026-11-24 00:30:17+00", 1_795_480_217_000_000),
            ("1969-12-31 23:59:59.999999+00", -1),
        ]
    )
    func moments(_ text: String, _ microseconds: Int64) {
        #expect(Self.decode(text) == Timestamp(microseconds: microseconds))
    }

    @Test(
        "what is no moment of Django's is refused",
        arguments: [
            "infinity", "-infinity", "2026-11-24 00:30:17", "2026-11-24", "0044-03-15 12:00:00+00 BC",
            "10000-01-01 00:00:00+00", "2026-11-24 00:30:17+0", "2026-11-24 00:30:17+",
            "2026-11-24 00:30:17+00:00:00:00",
            "24.11.2026 00:30:17 UTC", "",
        ]
    )
    func refusals(_ text: String) {
        #expect(Self.decode(text) == nil)
    }

    @Test(
        "a moment comes back as it went in, in any time zone of the server",
        arguments: ["UTC", "Europe/Istanbul", "Asia/Kathmandu", "America/St_Johns"]
    )
    func roundTrip(_ zone: String) async throws {
        try await Engine.postgres.withDatabase { database in
            try await database.run("CREATE TABLE moments (at timestamptz)")
            // The last one is from a time when clocks went by the sun, and offsets had seconds.
            let moments = [Timestamp.start, Timestamp(seconds: 0), Timestamp(seconds: -2_500_000_000)]
            let read = try await database.write { session throws(Outage) in
                _ = try session.all("SELECT set_config('TimeZone', \(zone), true)")
                var read: [Timestamp] = []
                for moment in moments {
                    try session.run("DELETE FROM moments")
                    try session.run("INSERT INTO moments (at) VALUES (\(database.dialect.time(moment)))")
                    guard let row = try session.first("SELECT at FROM moments") else { continue }
                    read.append(try database.dialect.time(row, "at"))
                }
                return read
            }
            #expect(read == moments)
        }
    }
}
