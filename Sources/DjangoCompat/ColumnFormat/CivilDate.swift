/// A day of the proleptic Gregorian calendar, years 1 to 9999 like Python's `date`.
package struct CivilDate: Sendable, Equatable, Comparable, CustomStringConvertible {
    package let year: Int
    package let month: Int
    package let day: Int

    /// Nil for a day that does not exist, for instance 29 February 2026.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9_999).contains(year), (1...12).contains(month) else { return nil }
        guard (1...Self.length(ofMonth: month, year: year)).contains(day) else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
    }

    /// `2026-11-23` or `2026-1-3`: Django's own pattern for dates.
    ///
    /// Python's rarer ISO forms (`20261123`, week dates) are not taken.
    package init?(_ text: String) {
        var reader = DigitReader(text)
        self.init(&reader)
        guard reader.isAtEnd else { return nil }
    }

    init?(_ reader: inout DigitReader) {
        guard let year = reader.number(4...4), reader.skip(0x2D),
            let month = reader.number(1...2), reader.skip(0x2D),
            let day = reader.number(1...2)
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// Days since 1970-01-01, which may be negative.
    ///
    /// Counts in years that begin in March, so that the leap day comes last; 146,097 days are 400 years and 719,468
    /// lie between 0000-03-01 and 1970-01-01.
    package init(daysSinceEpoch days: Int64) {
        let shifted = days + 719_468
        let era = shifted.floored(by: 146_097)
        let dayOfEra = Int(shifted - era * 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = Int(era) * 400 + yearOfEra + (month <= 2 ? 1 : 0)
    }

    package var daysSinceEpoch: Int64 {
        let fromMarch = Int64(month <= 2 ? year - 1 : year)
        let era = fromMarch.floored(by: 400)
        let yearOfEra = fromMarch - era * 400
        let dayOfYear = Int64((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1)
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// `YYYY-MM-DD`, as Django stores a date in SQLite and REST framework shows it.
    package var text: String { DigitWriter.text(write(to:)) }

    func write(to writer: inout DigitWriter) {
        writer.write(year, width: 4)
        writer.write(0x2D)
        writer.write(month, width: 2)
        writer.write(0x2D)
        writer.write(day, width: 2)
    }

    package var description: String { text }

    package static func < (left: CivilDate, right: CivilDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    private static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Int64 {
    /// Division towards minus infinity: the day before the epoch is -1, not 0.
    func floored(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
