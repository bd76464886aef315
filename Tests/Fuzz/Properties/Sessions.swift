import CZlib

@testable import DjangoCompat

extension Parser {
    static let sessions = [
        Parser("session_payload", sessionPayload),
        Parser("session_text", sessionText),
        Parser("session_expiry", sessionExpiry),
        Parser("inflate", inflated),
        Parser("zip_bomb", zipBomb),
    ]

    static let keys = SecretKeys(primary: "fuzz", fallbacks: ["old"])
    private static let codec = SessionCodec(secretKeys: keys)

    @Sendable
    private static func sessionPayload(_ input: [UInt8]) throws {
        guard let payload = SessionPayload(json: input) else { return }
        try claim(SessionPayload(json: payload.json) == payload, "what was written reads back")
        try claim(payload.json.count <= input.count, "writing makes nothing longer")
        let kept = codec.decode(codec.encode(payload, at: 1_800_000_000))
        try claim(kept == payload, "a sealed session opens again")
        for key in payload.keys { _ = payload[key] }
        var edited = payload
        edited.set("active_currency", .string("EUR\u{2028}\u{E9}"))
        try claimSame(edited["active_currency"]?.string, "EUR\u{2028}\u{E9}", "what was set is read")
        let before = payload.keys.filter { !$0.utf8.elementsEqual("active_currency".utf8) }
        edited.remove("active_currency")
        try claim(edited.keys.elementsEqual(before) { $0.utf8.elementsEqual($1.utf8) }, "all else stays")
        try claim(edited["active_currency"] == nil, "what was removed is gone")
    }

    /// Text of a row: nothing opens that was not sealed, whatever was changed in it.
    @Sendable
    private static func sessionText(_ input: [UInt8]) throws {
        try claim(codec.decode(String(decoding: input, as: UTF8.self)) == nil, "nothing opens that was not sealed")
        // Compressed as Django has it, with our signature, so that the reader behind the signature is reached.
        let signer = TimestampSigner(salt: "django.contrib.sessions.SessionStore", secretKeys: keys)
        let signed = signer.sign(input, at: 1_800_000_000)
        _ = codec.decode(String(decoding: signed, as: UTF8.self))
        var forged = signed
        forged[input.number % signed.count] ^= UInt8(1 << (input.count % 8))
        try claim(signer.unsign(forged) == nil, "a signature covers every bit")
    }

    @Sendable
    private static func sessionExpiry(_ input: [UInt8]) throws {
        guard let value = try? JSONParser.parse(input) else { return }
        var payload = SessionPayload()
        payload.set("_session_expiry", value)
        let now: Int64 = 1_772_366_400_123_456
        let expiry = SessionExpiry(of: payload, now: now, standardAge: 1_209_600)
        let years = CivilDate(daysSinceEpoch: (expiry.end / 1_000_000).floored(by: 86_400)).year
        try claim((1...9_999).contains(years), "the end is a date")
        if let age = expiry.cookieAge {
            try claim(abs((expiry.end - now) / 1_000_000 - age) <= 1, "row and cookie end together")
        }
    }

    @Sendable
    private static func inflated(_ input: [UInt8]) throws {
        guard let output = Inflate.bytes(input) else { return }
        try claim(output.count <= Inflate.mostBytes, "the limit holds")
        try claim(Inflate.bytes(try deflated(output)) == output, "what was compressed unfolds again")
    }

    /// A pattern repeated to about the limit, which deflate packs a thousand to one.
    @Sendable
    private static func zipBomb(_ input: [UInt8]) throws {
        guard input.count > 2 else { return }
        let size = Inflate.mostBytes + Int(Int16(truncatingIfNeeded: input.number >> 16))
        let pattern = input[2...]
        var bomb: [UInt8] = []
        bomb.reserveCapacity(size + pattern.count)
        while bomb.count < size { bomb += pattern }
        bomb.removeLast(bomb.count - size)
        let output = Inflate.bytes(try deflated(bomb))
        try claim(output == (size <= Inflate.mostBytes ? bomb : nil), "a megabyte unfolds, one byte more does not")
    }

    private static func deflated(_ bytes: [UInt8]) throws -> [UInt8] {
        var output = [UInt8](repeating: 0, count: Int(compressBound(uLong(bytes.count))))
        var count = uLong(output.count)
        try claim(compress2(&output, &count, bytes, uLong(bytes.count), 6) == Z_OK, "zlib compresses")
        return Array(output.prefix(Int(count)))
    }
}
