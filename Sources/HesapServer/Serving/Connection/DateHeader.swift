import Glibc

/// The moment of an answer (RFC 9110, section 6.6.1), written anew once a second.
struct DateHeader {
    private var second: time_t = -1
    private var text = ""

    /// `Sun, 06 Nov 1994 08:49:37 GMT` for 784,111,777 seconds since 1970.
    mutating func text(at now: time_t) -> String {
        if now != second { (second, text) = (now, Self.text(of: now)) }
        return text
    }

    /// The program never leaves the locale "C", whose names of days and months these are.
    private static func text(of moment: time_t) -> String {
        var (moment, parts) = (moment, tm())
        gmtime_r(&moment, &parts)
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 40) { buffer in
            guard let start = buffer.baseAddress else { return "" }
            strftime(start, buffer.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
            return String(cString: start)
        }
    }
}
