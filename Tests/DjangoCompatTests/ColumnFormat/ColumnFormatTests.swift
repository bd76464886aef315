import DjangoCompat
import Testing

@Suite("Times and days")
struct ColumnFormatTests {
    @Test("a moment is stored as by Django and shown as by REST framework", arguments: golden.moments)
    func moments(row: MomentCase) {
        #expect(DjangoTime.text(microseconds: row.microseconds) == row.stored)
        #expect(DjangoTime.iso8601(microseconds: row.microseconds) == row.iso)
        #expect(DjangoTime.microseconds(row.stored) == row.microseconds)
    }

    @Test("a stored text is the moment Django reads", arguments: golden.storedMoments)
    func storedMoments(row: StoredMoment) {
        #expect(DjangoTime.microseconds(row.text) == row.microseconds)
    }

    @Test("a zone, which Django never stores in SQLite, is refused", arguments: ["Z", "+00:00", "+03:00", " UTC"])
    func zones(suffix: String) {
        #expect(DjangoTime.microseconds("2026-11-23 10:00:00" + suffix) == nil)
    }

    @Test("a moment of a year that Python does not know has a text, too")
    func extremes() {
        #expect(DjangoTime.iso8601(microseconds: .max) == "294247-01-10T04:00:54.775807Z")
        #expect(DjangoTime.iso8601(microseconds: -.max + 86_400_000_000) == "-290308-12-22T19:59:05.224193Z")
    }

    @Test("a day is read as by Django, and stored again", arguments: golden.days)
    func days(row: DayCase) {
        let day = CivilDate(row.text)
        #expect(day?.text == row.stored)
        #expect(day?.daysSinceEpoch == row.days)
        if let days = row.days { #expect(CivilDate(daysSinceEpoch: days) == day) }
    }

    @Test("every day of four centuries follows the one before")
    func calendar() throws {
        let first = try #require(CivilDate(year: 1_800, month: 1, day: 1))
        var previous = first
        for offset in 1...146_097 {
            let day = CivilDate(daysSinceEpoch: first.daysSinceEpoch + Int64(offset))
            #expect(previous < day)
            #expect(day.daysSinceEpoch == previous.daysSinceEpoch + 1)
            let follows = day.day == previous.day + 1 && day.month == previous.month && day.year == previous.year
            #expect(follows || day.day == 1)
            previous = day
        }
        #expect(previous == CivilDate(year: 2_200, month: 1, day: 1))
    }
}
