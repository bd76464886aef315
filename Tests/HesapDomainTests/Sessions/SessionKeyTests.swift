import HesapDomain
import HesapTestKit
import Testing

@Suite("Session keys")
struct SessionKeyTests {
    private static let good = "abcdefghijklmnopqrstuvwxyz012345"

    @Test("Django's form is a key")
    func accepted() {
        #expect(SessionKey(Self.good)?.text == Self.good)
    }

    /// Each stands for the last letter of a good key.
    @Test(
        "a letter that Django does not use makes it none, so no query is made for it",
        arguments: ["", "A", "-", "_", "\u{0}", "\n", " ", "ı", "é", "５", "%", "56"]
    )
    func refused(last: String) {
        #expect(SessionKey(Self.good.dropLast() + last) == nil)
    }

    @Test(
        "neither does what is no key at all",
        arguments: ["", "a", good.uppercased(), "'; DROP TABLE django_session; --", String(repeating: "é", count: 16)]
    )
    func noKey(text: String) {
        #expect(SessionKey(text) == nil)
    }

    @Test("a made key has Django's form, is another one each time, and shows in no log")
    func made() {
        let dice = SeededDice()
        let keys = (0..<100).map { _ in SessionKey.make { dice.bytes($0) } }
        #expect(Set(keys).count == 100)
        #expect(keys.allSatisfy { SessionKey($0.text) == $0 })
        #expect(keys.allSatisfy { !"\($0) \(String(reflecting: $0))".contains($0.text) })
    }

    @Test(
        "a session's public id is 16 small letters and digits",
        arguments: [
            ("abcdefghij012345", true), ("abcdefghij01234", false), ("abcdefghij0123456", false),
            ("ABCDEFGHIJ012345", false), ("abcdefghij01234/", false), ("", false),
        ]
    )
    func publicID(text: String, isOne: Bool) {
        #expect((SessionPublicID(text) != nil) == isOne)
        let dice = SeededDice()
        #expect(SessionPublicID(SessionPublicID.make { dice.bytes($0) }.text) != nil)
    }
}
