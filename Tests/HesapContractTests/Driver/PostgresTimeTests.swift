import HesapDomain
import HesapSQL
import HesapTestKit
import Testing

@Suite("Times of PostgreSQL")
struct PostgresTimeTests {
    private static func row(_ literal: String, in database: any Database) async throws -> Row {
        try #require(try await database.first("SELECT CAST(CAST(\(literal) AS text) AS timestamptz) AS at"))
    }

    @Test(
        "whatever the offset and the length of the fraction, the moment is the same",
        arguments: [
            ("2026-11-24 00:30:17.123456+00", 1_795_480_217_123_456),
            ("2026-11-24 03:30:17.123456+03", 1_795_480_217_123_456),
            ("2026-11-23 21:00:17.123456-03:30", 1_795_480_217_123_456),
            ("2026-11-24 00:30:17.5+00", 1_795_480_217_500_000),
            ("1999-12-31 23:59:59.999999+00", 946_684_799_999_999),
            ("1969-12-31 23:59:59.999999+00", -1),
            ("0001-01-01 00:00:00+00", -62_135_596_800_000_000),
            ("9999-12-31 23:59:59.999999+00", 253_402_300_799_999_999),
        ]
    )
    func moments(_ literal: String, _ microseconds: Int64) async throws {
        try await Engine.postgres.withDatabase { database in
            let row = try await Self.row(literal, in: database)
            #expect(try row.time("at") == Timestamp(microseconds: microseconds))
        }
    }

    @Test(
        "what Python has no time for is refused",
        arguments: [
            "infinity", "-infinity", "0001-12-31 23:59:59+00 BC", "0044-03-15 12:00:00+00 BC",
            "10000-01-01 00:00:00+00",
        ]
    )
    func refusals(_ literal: String) async throws {
        try await Engine.postgres.withDatabase { database in
            let row = try await Self.row(literal, in: database)
            #expect(throws: Outage.fault(detail: "column at holds no time of Django's")) { try row.time("at") }
        }
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
                    try session.run("INSERT INTO moments (at) VALUES (\(time: moment))")
                    let row = try session.first("SELECT at FROM moments WHERE at = \(time: moment)")
                    if let row { read.append(try row.time("at")) }
                }
                return read
            }
            #expect(read == moments)
        }
    }
}
