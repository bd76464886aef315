import HesapDomain
import Testing

@Suite("Account ids")
struct AccountIDTests {
    @Test(
        "the decimal form of sessions and links is read",
        arguments: [("1", 1), ("42", 42), ("9223372036854775807", .max)]
    )
    func read(text: String, raw: Int64) {
        #expect(AccountID(text: text)?.raw == raw)
    }

    @Test(
        "anything else is no id",
        arguments: [
            "", "0", "-1", "+1", " 1", "1 ", "1.0", "1e3", "0x10", "one", "1\u{0}", "1\n", "١", "１",
            "9223372036854775808", "1; DROP TABLE auth_user",
        ]
    )
    func refused(text: String) {
        #expect(AccountID(text: text) == nil)
    }

    @Test("zero and below are no primary keys", arguments: [0, -1, Int64.min])
    func notPositive(raw: Int64) {
        #expect(AccountID(raw) == nil)
    }
}
