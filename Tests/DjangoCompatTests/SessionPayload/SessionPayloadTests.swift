import DjangoCompat
import Testing

@Suite("Session payload")
struct SessionPayloadTests {
    private let codec = SessionCodec(secretKeys: goldenKeys)

    private func fixture(_ name: String) throws -> SessionPayload {
        let row = try #require(golden.sessions.first { $0.name == name })
        return try #require(codec.decode(row.text))
    }

    @Test("a member is set in place, a new one goes to the end, a removed one is gone")
    func editing() {
        var payload = SessionPayload()
        #expect(payload.isEmpty)
        payload.set("a", .integer(1))
        payload.set("ş", .string("ğ\"\n"))
        payload.set("c", .array([.null, .bool(true)]))
        payload.set("a", .object([.init("x", .number("1.0"))]))
        #expect(payload.keys == ["a", "ş", "c"])
        #expect(payload["a"] == .object([.init("x", .number("1.0"))]))
        #expect(payload["ş"] == .string("ğ\"\n"))
        #expect(payload["absent"] == nil)
        payload.remove("ş")
        payload.remove("absent")
        #expect(payload.keys == ["a", "c"])
        #expect(!payload.isEmpty)
        payload.remove("a")
        payload.remove("c")
        #expect(payload == SessionPayload())
    }

    @Test("setting one key leaves what we cannot represent untouched", arguments: ["numbers", "surrogates", "deep"])
    func unknownMembersSurvive(name: String) throws {
        let before = try fixture(name)
        var after = before
        after.set("currency", .string("EUR"))
        after = try #require(codec.decode(codec.encode(after, at: golden.now)))
        #expect(after != before)
        #expect(after["currency"] == .string("EUR"))
        after.remove("currency")
        #expect(after == before)
    }

    @Test("a value without a strict JSON form reads as absent, its neighbours do not suffer")
    func undecodable() throws {
        let numbers = try fixture("numbers")
        #expect(numbers["nan"] == nil)
        #expect(numbers["inf"] == nil)
        #expect(numbers["big"] == .number("1" + String(repeating: "0", count: 40)))
        #expect(numbers["whole"] == .number("1.0"))
        let surrogates = try fixture("surrogates")
        #expect(surrogates["half"] == nil)
        #expect(surrogates["pair"] == .string("😀"))
        let deep = try fixture("deep")
        #expect(deep["d"] == nil)
        #expect(deep["a"] == .integer(1))
    }

    @Test("keys are told apart by code points, as Python does")
    func spellings() {
        var payload = SessionPayload()
        payload.set("\u{E9}", .integer(1))
        #expect(payload["e\u{301}"] == nil)
        payload.set("e\u{301}", .integer(2))
        #expect(payload["\u{E9}"] == .integer(1))
        #expect(payload.keys.count == 2)
    }
}
