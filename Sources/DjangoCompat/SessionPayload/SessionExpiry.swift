/// How long a session lasts from a moment on, as its dict says under `_session_expiry` (Django's `set_expiry`).
///
/// Where Django would fail at a value, the standard age counts: a damaged member must neither end in an error nor make
/// a session that never ends.
package struct SessionExpiry: Sendable, Equatable {
    private static let member = "_session_expiry"
    /// Years 1 to 9999, as in Python; beyond them Django fails.
    private static let moments: ClosedRange<Int64> = -62_135_596_800_000_000...253_402_300_799_999_999

    /// When the row ends, in Unix microseconds: `get_expiry_date`.
    package let end: Int64
    /// Seconds that the cookie lasts (`get_expiry_age`); nil for a cookie that ends with the browser.
    package let cookieAge: Int64?

    /// `now` is in Unix microseconds; `standardAge` is `SESSION_COOKIE_AGE`.
    package init(of payload: SessionPayload, now: Int64, standardAge: Int64) {
        let standard = SessionExpiry(end: now + standardAge * 1_000_000, cookieAge: standardAge)
        self =
            switch payload[Self.member] {
            // In Python `False == 0` and `True == 1`.
            case .bool(false): SessionExpiry(end: standard.end, cookieAge: nil)
            case .bool(true): Self.after(seconds: 1, from: now) ?? standard
            case .number(let literal): Self.number(literal, now, standard)
            case .string(let text): Self.moment(text).flatMap { Self.at($0, from: now) } ?? standard
            case nil, .null, .array, .object: standard
            }
    }

    private init(end: Int64, cookieAge: Int64?) {
        self.end = end
        self.cookieAge = cookieAge
    }

    private static func number(_ literal: String, _ now: Int64, _ standard: SessionExpiry) -> SessionExpiry {
        if let seconds = Int64(literal) {
            if seconds == 0 { return SessionExpiry(end: standard.end, cookieAge: nil) }
            return after(seconds: seconds, from: now) ?? standard
        }
        guard let seconds = Double(literal) else { return standard }
        if seconds == 0 { return SessionExpiry(end: standard.end, cookieAge: nil) }
        // 285 years: beyond them a double holds no microseconds, and no sum below may overflow.
        guard abs(seconds) < 9_000_000_000 else {
            return after(seconds: Int64(exactly: seconds), from: now) ?? standard
        }
        // Python rounds the fraction apart from the whole.
        let whole = seconds.rounded(.towardZero)
        let fraction = ((seconds - whole) * 1_000_000).rounded(.toNearestOrEven)
        let end = now + Int64(whole) * 1_000_000 + Int64(fraction)
        return moments.contains(end) ? SessionExpiry(end: end, cookieAge: Int64(seconds)) : standard
    }

    private static func after(seconds: Int64?, from now: Int64) -> SessionExpiry? {
        guard let seconds else { return nil }
        let (microseconds, isTooLong) = seconds.multipliedReportingOverflow(by: 1_000_000)
        let (end, isTooLate) = now.addingReportingOverflow(microseconds)
        guard !isTooLong, !isTooLate, moments.contains(end) else { return nil }
        return SessionExpiry(end: end, cookieAge: seconds)
    }

    private static func at(_ moment: Int64, from now: Int64) -> SessionExpiry? {
        guard moments.contains(moment) else { return nil }
        let (whole, rest) = (moment - now).quotientAndRemainder(dividingBy: 1_000_000)
        return SessionExpiry(end: moment, cookieAge: rest < 0 ? whole - 1 : whole)
    }

    /// Reads what `datetime.isoformat()` writes of a moment with a zone.
    ///
    /// Without one Django fails under `USE_TZ`, which Hesap's columns presuppose.
    private static func moment(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        // `2026-11-23T10:00:00` is 19 letters; a sign before that separates the date.
        guard bytes.count > 19, bytes[10] == UInt8(ascii: "T") || bytes[10] == 0x20 else { return nil }
        let marks = [UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "Z")]
        guard let zone = bytes[19...].firstIndex(where: marks.contains),
            let wallClock = DjangoTime.microseconds(String(decoding: bytes[..<zone], as: UTF8.self)),
            let offset = offset(String(decoding: bytes[zone...], as: UTF8.self))
        else { return nil }
        return wallClock - offset * 1_000_000
    }

    /// Seconds east of UTC of `Z`, `+03:00` or `+01:56:56`.
    private static func offset(_ text: String) -> Int64? {
        if text == "Z" { return 0 }
        var reader = DigitReader(text)
        let isWest = reader.skip(UInt8(ascii: "-"))
        guard isWest || reader.skip(UInt8(ascii: "+")), let hours = reader.number(2...2), reader.skip(0x3A),
            let minutes = reader.number(2...2)
        else { return nil }
        var seconds = hours * 3_600 + minutes * 60
        if reader.skip(0x3A) {
            guard let rest = reader.number(2...2) else { return nil }
            seconds += rest
        }
        // As Python: no more than a day, whatever stands in the single parts.
        guard reader.isAtEnd, seconds < 86_400 else { return nil }
        return Int64(isWest ? -seconds : seconds)
    }
}
