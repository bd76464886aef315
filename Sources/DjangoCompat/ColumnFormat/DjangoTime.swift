/// Points in time as Unix microseconds, and their texts.
///
/// Python knows no finer unit, so nothing is rounded.
package enum DjangoTime {
    private static let perSecond: Int64 = 1_000_000
    private static let perDay: Int64 = 86_400 * perSecond

    /// What Django writes to SQLite: `2026-11-23 10:00:00.123456` in UTC, no fraction when it is zero.
    package static func text(microseconds: Int64) -> String {
        DigitWriter.text { write(microseconds, separator: 0x20, to: &$0) }
    }

    /// What REST framework answers with `USE_TZ` and UTC: `2026-11-23T10:00:00.123456Z`.
    package static func iso8601(microseconds: Int64) -> String {
        DigitWriter.text { writer in
            write(microseconds, separator: UInt8(ascii: "T"), to: &writer)
            writer.write(UInt8(ascii: "Z"))
        }
    }

    private static func write(_ microseconds: Int64, separator: UInt8, to writer: inout DigitWriter) {
        let days = microseconds.floored(by: perDay)
        let time = Int(microseconds - days * perDay)
        let (seconds, fraction) = time.quotientAndRemainder(dividingBy: Int(perSecond))
        CivilDate(daysSinceEpoch: days).write(to: &writer)
        writer.write(separator)
        writer.write(seconds / 3_600, width: 2)
        writer.write(0x3A)
        writer.write(seconds / 60 % 60, width: 2)
        writer.write(0x3A)
        writer.write(seconds % 60, width: 2)
        guard fraction > 0 else { return }
        writer.write(0x2E)
        writer.write(fraction, width: 6)
    }

    /// Reads what Django wrote: blank or `T` between, one to six digits of fraction or none.
    ///
    /// - Returns: nil for another form, a time zone, or a time that does not exist.
    package static func microseconds(_ text: String) -> Int64? {
        var reader = DigitReader(text)
        guard let date = CivilDate(&reader), reader.skip(0x20) || reader.skip(UInt8(ascii: "T")),
            let seconds = secondsOfDay(&reader), let fraction = fraction(&reader), reader.isAtEnd
        else { return nil }
        return date.daysSinceEpoch * perDay + Int64(seconds) * perSecond + Int64(fraction)
    }

    private static func secondsOfDay(_ reader: inout DigitReader) -> Int? {
        guard let hours = reader.number(2...2), reader.skip(0x3A),
            let minutes = reader.number(2...2), reader.skip(0x3A),
            let seconds = reader.number(2...2), hours < 24, minutes < 60, seconds < 60
        else { return nil }
        return hours * 3_600 + minutes * 60 + seconds
    }

    /// In millionths; zero when there is none.
    private static func fraction(_ reader: inout DigitReader) -> Int? {
        guard reader.skip(0x2E) else { return 0 }
        guard let (value, count) = reader.digits(1...6) else { return nil }
        return (count..<6).reduce(value) { number, _ in number * 10 }
    }
}
