import Glibc

/// The wall clock of the shop's time zone, with its summer times, as glibc knows it.
///
/// Not Foundation's: it would bring its own copy of all zones and languages, 30 MB, into a program that needs one
/// number.
struct LocalClock: Sendable {
    private let isUTC: Bool

    /// Makes it the zone of the process, as Django does at its start; nothing else here looks at local time.
    init(_ zone: TimeZoneName) {
        isUTC = zone == .utc
        guard !isUTC else { return }
        setenv("TZ", ":" + zone.path, 1)
        tzset()
    }

    /// Seconds east of UTC at a moment, in Unix seconds.
    @Sendable
    func utcOffset(at seconds: Int64) -> Int64 {
        guard !isUTC else { return 0 }
        var moment = time_t(seconds)
        var wallClock = tm()
        guard localtime_r(&moment, &wallClock) != nil else { return 0 }
        return Int64(wallClock.tm_gmtoff)
    }
}
