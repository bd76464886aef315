import DjangoCompat
import HesapDomain
import Testing

@testable import HesapTexts

@Suite("Dates and numbers")
struct LocalFormatTests {
    @Test(
        "a day is written as the language writes it",
        arguments: [
            (LanguageCode.turkish, "5 Kasım 2026"), (.english, "November 5, 2026"), (.german, "5. November 2026"),
            (.arabic, "5 نوفمبر، 2026"),
        ]
    )
    func day(_ language: LanguageCode, _ expected: String) throws {
        let date = try #require(CivilDate("2026-11-05"))
        #expect(LocalFormat(language).day(date) == expected)
    }

    @Test("a moment is shown at the shop's offset from UTC")
    func moment() {
        // 2026-11-05 22:30 UTC is the next day in Istanbul.
        let moment = Timestamp(seconds: 1_793_917_800)
        #expect(LocalFormat(.turkish).moment(moment, utcOffset: 10_800) == "6 Kasım 2026 1:30")
        #expect(LocalFormat(.turkish).moment(moment, utcOffset: 0) == "5 Kasım 2026 22:30")
    }

    @Test("right to left where the language is", arguments: LanguageCode.translated)
    func direction(_ language: LanguageCode) {
        #expect(language.direction == (language == .arabic ? "rtl" : "ltr"))
        #expect(!language.nativeName.isEmpty && language.nativeName != language.tag)
    }
}
