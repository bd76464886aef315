/// Points in time as Unix microseconds, and their texts.
///
/// Python knows no finer unit, so nothing is rounded.
package enum DjangoTime {
    private static let perSecond: Int64 = 1_000_000
    private static let perDay: Int64 = 86_400 * perSecond

    /// What Django writes to SQLite: `2026-11-23 10:00:00.123456` in UTC, no fraction when it is zero.
    package static func text(microseconds: Int64) -> String { text(microseconds, separator: 0x20, suffix: []) }

    /// What REST framework answers with `USE_TZ` and UTC: `2026-11-23T10:00:00.123456Z`.
    package static func iso8601(microseconds: Int64) -> String {
        text(microseconds, separator: UInt8(ascii: "T"), suffix: [UInt8(ascii: "Z")])
    }

    private static func text(_ microseconds: Int64, separator: UInt8, suffix: [UInt8]) -> String {
        let days = microseconds.floored(by: perDay)
        let time = Int(microseconds - days * perDay)
        let (seconds, fraction) = time.quotientAndRemainder(dividingBy: Int(perSecond))
        var text = Array(CivilDate(daysSinceEpoch: days).text.utf8)
        text.append(separator)
        text += DecimalDigits.text(seconds / 3_600, 2) + [0x3A]
        text += DecimalDigits.text(seconds / 60 % 60, 2) + [0x3A]
        text += DecimalDigits.text(seconds % 60, 2)
        if fraction > 0 { text += [0x2E] + DecimalDigits.text(fraction, 6) }
        return String(decoding: text + suffix, as: UTF8.self)
    }

    /// Reads what Django wrote: blank or `T` between, one to six digits of fraction or none.
    ///
    /// - Returns: nil for another form, a time zone, or a time that does not exist.
    package static func microseconds(_ text: String) -> Int64? {
        let parts = text.utf8.split(maxSplits: 1, omittingEmptySubsequences: false) {
            $0 == 0x20 || $0 == UInt8(ascii: "T")
        }
        guard parts.count == 2, let date = CivilDate(String(Substring(parts[0]))) else { return nil }
        let clock = parts[1].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard clock.count <= 2, let seconds = secondsOfDay(clock[0]) else { return nil }
        var fraction = 0
        if clock.count == 2 {
            guard let value = DecimalDigits.value(clock[1], lengths: 1...6) else { return nil }
            fraction = (clock[1].count..<6).reduce(value) { number, _ in number * 10 }
        }
        return date.daysSinceEpoch * perDay + Int64(seconds) * perSecond + Int64(fraction)
    }

    private static func secondsOfDay(_ text: Substring.UTF8View) -> Int? {
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        let numbers = parts.compactMap { DecimalDigits.value($0, lengths: 2...2) }
        guard numbers.count == 3, numbers[0] < 24, numbers[1] < 60, numbers[2] < 60 else { return nil }
        return numbers[0] * 3_600 + numbers[1] * 60 + numbers[2]
    }
}
