import HesapDomain
import Testing

@Suite("Throttle rates")
struct ThrottleRateTests {
    @Test(
        "REST framework's form is read, and only the period's first letter counts",
        arguments: [
            ("5/min", 5, 60), ("5/m", 5, 60), ("5/minute", 5, 60), ("1/s", 1, 1), ("1/sec", 1, 1),
            ("100/hour", 100, 3600),
            ("3/day", 3, 86400), ("1000000/d", 1_000_000, 86400), ("5/months", 5, 60),
        ] as [(String, Int, Int64)]
    )
    func accepted(text: String, tries: Int, window: Int64) {
        let rate = ThrottleRate(text)
        #expect(rate?.tries == tries)
        #expect(rate?.windowSeconds == window)
        #expect(rate?.text == text)
    }

    @Test(
        "anything else is no rate",
        arguments: [
            "", "/", "5", "5/", "/min", "0/min", "-1/min", "five/min", "5.5/min", "5/week", "5/Min", "5/min/day",
            "5 /min", "5/ min",
            "5/min ", "1000001/min", "99999999999999999999/min", "5/min\u{0}", "5/m\nx", "５/min", "5/mı",
            "5\u{2044}min",
        ]
    )
    func refused(text: String) {
        #expect(ThrottleRate(text) == nil)
    }
}
