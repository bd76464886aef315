import HesapDomain
import Testing

@Suite("Language codes")
struct LanguageCodeTests {
    @Test(
        "a tag is kept in lower case",
        arguments: [
            ("tr", "tr"), ("TR", "tr"), ("en-GB", "en-gb"), ("zh-Hans-CN", "zh-hans-cn"), ("gsw", "gsw"),
            ("es-419", "es-419"),
        ]
    )
    func accepted(text: String, tag: String) {
        #expect(LanguageCode(text)?.tag == tag)
    }

    @Test(
        "anything else is none",
        arguments: [
            "", "t", "turkish", "tr-", "-tr", "tr--x", "tr_TR", "t1", "tr ", "tr\u{0}", "tr-\r\nX: y", "tı", "İ", "*",
            "tr;q=0.5",
            "tr-ş", "../etc", "en-abcdefghijklmn",
        ]
    )
    func refused(text: String) {
        #expect(LanguageCode(text) == nil)
    }

    @Test("the language to fall back to has no region", arguments: [("pt-br", "pt"), ("tr", "tr")])
    func primary(text: String, primary: String) {
        #expect(LanguageCode(text)?.primary.tag == primary)
    }
}
