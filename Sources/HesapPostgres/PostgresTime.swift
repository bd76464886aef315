import HesapDomain
import HesapSQL

/// The binary form of a `timestamp with time zone`: microseconds since 2000, UTC, whatever zone the connection has.
enum PostgresTime {
    /// What Python has a time for, from `datetime.min` to `datetime.max`.
    private static let years: Range<Int64> = -62_135_596_800_000_000..<253_402_300_800_000_000
    /// 2000-01-01, as microseconds since 1970.
    private static let epoch: Int64 = 946_684_800_000_000

    static func binary(_ moment: Timestamp) -> Int64 {
        moment.microseconds - epoch
    }

    /// A text, which is no time of Django's, for `infinity` and for years before Christ or beyond 9999.
    static func value(_ binary: Int64) -> SQLValue {
        let (microseconds, overflow) = binary.addingReportingOverflow(epoch)
        guard !overflow, years.contains(microseconds) else { return .text("beyond the years of Python") }
        return .time(Timestamp(microseconds: microseconds))
    }
}
