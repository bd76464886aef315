import DjangoCompat
import HesapTestKit
import Testing
@testable import HesapDomain

@Suite("Payloads of recent sessions")
struct RecentPayloadsTests {
    private let codec = SessionCodec(secretKeys: TestShop.secretKeys)
    private let known = payload(1)

    private static func payload(_ number: Int64) -> SessionPayload {
        var payload = SessionPayload()
        payload.set("number", .integer(number))
        return payload
    }

    private static func key(_ number: Int) -> SessionKey {
        let digits = String(number)
        guard let key = SessionKey(String(repeating: "a", count: 32 - digits.count) + digits) else {
            preconditionFailure("no session key")
        }
        return key
    }

    @Test("what is signed is decoded, what is not is not, each time anew")
    func decoding() {
        let payloads = RecentPayloads(codec: codec)
        let (first, second) = (codec.encode(Self.payload(1), at: 1), codec.encode(Self.payload(2), at: 1))
        for (text, expected) in [(first, 1), (second, 2), (first, 1), (first, 1)] as [(String, Int64)] {
            #expect(payloads.payload(of: Self.key(1), text: text) == Self.payload(expected))
            #expect(payloads.payload(of: Self.key(1), text: "x" + text) == nil)
        }
    }

    @Test("what is remembered counts for its key and its very text only")
    func recall() {
        // "K" is no signed text: who gets a payload for it got it from memory.
        let payloads = RecentPayloads(codec: codec)
        payloads.remember(known, of: Self.key(1), text: "K")
        #expect(payloads.payload(of: Self.key(1), text: "K") == known)
        #expect(payloads.payload(of: Self.key(2), text: "K") == nil)
        #expect(payloads.payload(of: Self.key(1), text: "k") == nil)
        #expect(payloads.payload(of: Self.key(1), text: "\u{212A}") == nil, "the Kelvin sign")
        payloads.forget(Self.key(1))
        #expect(payloads.payload(of: Self.key(1), text: "K") == nil)
    }

    @Test("the longest texts are not remembered", arguments: [(2048, true), (2049, false)])
    func length(length: Int, isRemembered: Bool) {
        let payloads = RecentPayloads(codec: codec)
        let text = String(repeating: "x", count: length)
        payloads.remember(known, of: Self.key(1), text: text)
        #expect((payloads.payload(of: Self.key(1), text: text) != nil) == isRemembered)
    }

    @Test("a payload that is much larger than its text is not remembered", arguments: [(2036, true), (2037, false)])
    func inflated(length: Int, isRemembered: Bool) {
        let payloads = RecentPayloads(codec: codec)
        var payload = SessionPayload()
        // With its quotes the key has ten bytes, the value two more than letters.
        payload.set("basket_1", .string(String(repeating: "x", count: length)))
        payloads.remember(payload, of: Self.key(1), text: "K")
        #expect((payloads.payload(of: Self.key(1), text: "K") != nil) == isRemembered)
    }

    @Test("who was not asked for while a thousand others were is forgotten, who was is kept")
    func forgetting() {
        let payloads = RecentPayloads(codec: codec)
        for number in 0..<5000 {
            payloads.remember(known, of: Self.key(number), text: "K")
            #expect(payloads.payload(of: Self.key(0), text: "K") == known)
        }
        let kept = (0..<5000).filter { payloads.payload(of: Self.key($0), text: "K") != nil }
        #expect((1024...2048).contains(kept.count))
        #expect(kept.dropFirst().allSatisfy { $0 >= 5000 - 2048 })
    }

    @Test("a session that ends is forgotten, and one that another process changes is read anew")
    func otherProcess() async throws {
        let shop = try await TestShop()
        let visit = try await shop.guest([.set("currency", .string("EUR"))])
        let key = try #require(visit.key)
        #expect(try await shop.visits.open([key]).payload["currency"] == .string("EUR"))
        var changed = visit.payload
        changed.set("currency", .string("USD"))
        let (text, expires) = (codec.encode(changed, at: 5), shop.clock.now.adding(seconds: 60))
        let update = SessionUpdate(
            expected: visit.storedText,
            text: text,
            expires: expires,
            openedAt: shop.clock.now,
            rebase: nil
        )
        _ = try await shop.store.sessionStore.update(key, update)
        #expect(try await shop.visits.open([key]).payload["currency"] == .string("USD"))
        _ = try await shop.visits.end(visit)
        #expect(try await shop.visits.open([key]).key == nil)
    }
}
