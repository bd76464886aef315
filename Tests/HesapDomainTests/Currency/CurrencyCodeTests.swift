import HesapDomain
import Testing

@Suite("Currency codes")
struct CurrencyCodeTests {
    @Test(
        "1 to 16 letters, digits, - or _ are a code",
        arguments: ["TRY", "usd", "X", "POINTS_2-a", "ABCDEFGHIJKLMNOP"]
    )
    func accepted(text: String) {
        #expect(CurrencyCode(text)?.text == text)
    }

    @Test(
        "anything else is none",
        arguments: [
            "", " ", "TRY ", " TRY", "T Y", "TR\u{0}", "TRY\n", "₺", "TRı", "İSK", "ＴＲＹ", "ABCDEFGHIJKLMNOPQ", "TRY;",
            "<b>",
            "TR\u{301}",
        ]
    )
    func refused(text: String) {
        #expect(CurrencyCode(text) == nil)
    }

    @Test(
        "codes are one without case, in ASCII only",
        arguments: [
            ("TRY", "tRy", true), ("TRY", "TRY", true), ("TRY", "trY", true), ("USD", "usd", true),
            ("usd", "USD", true),
            ("ISK", "isk", true), ("ISK", "ısk", false), ("ISK", "İSK", false), ("isk", "ISK", true),
            ("isk", "İsk", false),
            ("TRY", "TR", false), ("TRY", "TRYY", false), ("TRY", "", false), ("TRY", "TR\u{0}", false),
            ("TRY", "ＴＲＹ", false),
            ("SEK", "SE\u{212A}", false), ("A_B", "A\u{7F}B", false), ("A-B", "A\u{0D}B", false), ("A@B", "A`B", false),
        ]
    )
    func comparison(code: String, typed: String, isSame: Bool) {
        #expect(CurrencyCode(code)?.isSame(as: typed) ?? false == isSame)
    }

    @Test(
        "only what stands in the list is ISO 4217",
        arguments: [
            ("TRY", true), ("USD", true), ("ZWG", true), ("try", false), ("POINTS", false), ("TRL", false),
        ]
    )
    func iso(text: String, isOne: Bool) {
        #expect(CurrencyCode(text)?.isISO4217 == isOne)
    }
}
