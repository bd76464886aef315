import HesapDomain
import Testing

@Suite("Names and telephone numbers")
struct PersonalDataTests {
    @Test(
        "a name is what was typed, without the blanks around it",
        arguments: [
            ("Ayşe", "Ayşe"), ("  Ayşe Nur \n", "Ayşe Nur"), ("O'Neil", "O'Neil"), ("İpek-Işıl", "İpek-Işıl"),
            ("王", "王"),
            (String(repeating: "ş", count: 50), String(repeating: "ş", count: 50)),
        ]
    )
    func names(typed: String, text: String) {
        #expect(PersonName(typed)?.text == text)
    }

    @Test(
        "a name is refused when blank, too long, or with a control character in it",
        arguments: [
            "", " ", "\u{A0}\n\t", String(repeating: "a", count: 51), "Ayşe\r\nBcc: can@example.com", "Ay\u{0}şe",
            "Ay\tşe", "Ay\u{1B}[31mşe", "Ay\u{7F}şe", "Ay\u{85}şe", "Ay\u{9F}şe",
        ]
    )
    func refusedNames(typed: String) {
        #expect(PersonName(typed) == nil)
    }

    @Test("a name is measured in code points, as the database column is")
    func nameLength() {
        // One letter for the eye, two code points.
        #expect(PersonName(String(repeating: "s\u{327}", count: 25)) != nil)
        #expect(PersonName(String(repeating: "s\u{327}", count: 26)) == nil)
    }

    @Test(
        "a telephone number loses its separators",
        arguments: [
            ("+90 532 000 00 00", "+905320000000"), ("(0532) 000-00.00", "05320000000"), ("5320000", "5320000"),
            (" +49\u{A0}30 1234567 ", "+49301234567"), ("123456789012345", "123456789012345"),
        ]
    )
    func phones(typed: String, text: String) {
        #expect(PhoneNumber(typed)?.text == text)
    }

    @Test(
        "anything but 7 to 15 ASCII digits with one leading plus is refused",
        arguments: [
            "", "+", "532000", "1234567890123456", "++905320000000", "90+5320000000", "0532 000 00 00 ext 1",
            "0532000000\u{0}", "05320\r\n00000", "٠٥٣٢٠٠٠٠٠٠", "０５３２０００００００", "0532/0000000", "+90532000000e",
        ]
    )
    func refusedPhones(typed: String) {
        #expect(PhoneNumber(typed) == nil)
    }
}
