import DjangoCompat
import Foundation
import Testing

@Suite("Session rows")
struct SessionCodecTests {
    private let codec = SessionCodec(secretKeys: goldenKeys)

    /// The JSON inside one of our own, uncompressed texts.
    private func json(_ text: String) -> String? {
        let letters = text.prefix { $0 != ":" }.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
        let padding = String(repeating: "=", count: (4 - letters.count % 4) % 4)
        return Data(base64Encoded: String(letters) + padding).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("every session Django wrote is read, and written again byte for byte", arguments: golden.sessions)
    func djangoSessions(row: SessionCase) throws {
        let payload = try #require(codec.decode(row.text))
        #expect(payload.keys == row.keys)
        let text = codec.encode(payload, at: row.at)
        #expect(json(text) == row.json)
        #expect(codec.decode(text) == payload)
        if row.primary && !row.compressed { #expect(text == row.text) }
    }

    @Test("the cases cover both forms and all keys")
    func coverage() {
        #expect(golden.sessions.contains { $0.compressed } && golden.sessions.contains { !$0.compressed })
        #expect(golden.sessions.filter { !$0.primary }.count == 4)
    }

    @Test("what Django refuses is refused", arguments: golden.badSessions)
    func refused(row: NamedText) {
        #expect(codec.decode(row.text) == nil, "\(row.name)")
    }

    @Test("signed text in a form Django never writes but reads is read", arguments: golden.oddSessions)
    func odd(row: OddSessionCase) throws {
        let payload = try #require(codec.decode(row.text), "\(row.name)")
        let expected = try JSONParser.parse(Array(row.json.utf8))
        for key in payload.keys { #expect(payload[key] == expected[key]) }
        #expect(payload.keys.isEmpty == (expected == .object([])))
    }

    @Test("a signed document is a session exactly if Python loads it as a dict", arguments: golden.rawSessions)
    func rawDocuments(row: RawSessionCase) throws {
        guard let payload = codec.decode(row.text) else {
            #expect(!row.accepted)
            return
        }
        #expect(row.accepted)
        #expect(payload.keys == row.members.map { $0[0] })
        for member in row.members {
            // nil: NaN and lone surrogates, which are kept as text but have no value.
            guard let value = payload[member[0]] else { continue }
            guard case .number = value else {
                #expect(String(decoding: value.encoded(ascii: true), as: UTF8.self) == member[1])
                continue
            }
            #expect(Double(String(decoding: value.encoded(ascii: true), as: UTF8.self)) == Double(member[1]))
        }
    }

    @Test("a session may swell to a megabyte and no further")
    func bombs() throws {
        #expect(codec.decode(try #require(golden.bombs["fits"])) != nil)
        #expect(codec.decode(try #require(golden.bombs["swells"])) == nil)
        #expect(codec.decode(try #require(golden.bombs["huge"])) == nil)
    }

    @Test(
        "no bit of a row can be flipped",
        arguments: golden.sessions.filter { ["signed in", "compressible"].contains($0.name) }
    )
    func everyByteFlipped(row: SessionCase) {
        let text = Array(row.text.utf8)
        for index in text.indices {
            for bit in 0..<7 {
                var forged = text
                forged[index] ^= 1 << bit
                #expect(codec.decode(String(decoding: forged, as: UTF8.self)) == nil, "byte \(index), bit \(bit)")
            }
        }
    }

    @Test(
        "no row can be cut short",
        arguments: golden.sessions.filter { ["signed in", "compressible"].contains($0.name) }
    )
    func truncated(row: SessionCase) {
        for length in 0..<row.text.utf8.count { #expect(codec.decode(String(row.text.prefix(length))) == nil) }
        for length in 1..<row.text.utf8.count { #expect(codec.decode(String(row.text.suffix(length))) == nil) }
    }

    @Test("random bytes under a good signature never crash the reader, and what it reads survives", arguments: 0..<10)
    func signedNoise(seed: UInt64) {
        var dice = SeededDice(seed: seed)
        let signer = TimestampSigner(salt: "django.contrib.sessions.SessionStore", secretKeys: goldenKeys)
        let letters = Array("eyJhIjoxfQ.-_=:x ".utf8)
        for round in 0..<500 {
            var value = (0..<Int.random(in: 0...40, using: &dice)).compactMap { _ in letters.randomElement(using: &dice)
            }
            if round.isMultiple(of: 3) { value = dice.bytes(30) }
            if round.isMultiple(of: 5) { value = Array(".eJy".utf8) + value }
            let text = String(decoding: signer.sign(value, at: 0), as: UTF8.self)
            guard let payload = codec.decode(text) else { continue }
            #expect(codec.decode(codec.encode(payload, at: 0)) == payload)
        }
    }
}
