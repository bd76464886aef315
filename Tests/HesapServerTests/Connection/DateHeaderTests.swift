import Testing

@testable import HesapServer

struct DateHeaderTests {
    @Test("a moment as RFC 9110 writes it, also after another one")
    func text() {
        var date = DateHeader()
        #expect(date.text(at: 784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(date.text(at: 784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(date.text(at: 1_709_251_199) == "Thu, 29 Feb 2024 23:59:59 GMT")
        #expect(date.text(at: 0) == "Thu, 01 Jan 1970 00:00:00 GMT")
    }
}
