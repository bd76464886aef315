import Testing

@testable import HesapHTTP

struct PercentEncodingTests {
    @Test("escapes are decoded, in a form with + as a space", arguments: decoded)
    func decodes(_ row: [String]) {
        #expect(PercentEncoding.decodeForm(row[0].utf8) == row[1])
        #expect(PercentEncoding.decode(row[0].utf8, plusIsSpace: false) == row[2])
    }

    private static let decoded = [
        ["", "", ""], ["a+b", "a b", "a+b"], ["a%2Bb", "a+b", "a+b"], ["%c5%9f", "ş", "ş"], ["%C5%9F", "ş", "ş"],
        ["ş", "ş", "ş"], ["%00", "\0", "\0"], ["%25%34%31", "%41", "%41"], ["%F0%9F%98%80", "😀", "😀"],
    ]

    @Test(
        "what is no UTF-8 or no escape is refused",
        arguments: ["%", "%4", "%4G", "%%41", "%u015F", "%FF", "%C5", "%C0%80"]
    )
    func refuses(_ text: String) {
        #expect(PercentEncoding.decodeForm(text.utf8) == nil)
        #expect(PercentEncoding.decode(text.utf8, plusIsSpace: false) == nil)
    }
}
