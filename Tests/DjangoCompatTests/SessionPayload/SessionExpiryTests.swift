import DjangoCompat
import Foundation
import Testing

@Suite("Session expiry")
struct SessionExpiryTests {
    private static let standardAge: Int64 = 1_209_600
    private var now: Int64 { golden.now * 1_000_000 + 250_000 }

    private func expiry(_ member: String) throws -> SessionExpiry {
        // The value as Django stored it, also where strict JSON has no word for it.
        let signer = TimestampSigner(salt: "django.contrib.sessions.SessionStore", secretKeys: goldenKeys)
        let json = Data(#"{"_session_expiry":\#(member)}"#.utf8).base64EncodedString()
        let text = String(decoding: signer.sign(Array(json.utf8), at: golden.now), as: UTF8.self)
        let stored = try #require(SessionCodec(secretKeys: goldenKeys).decode(text))
        return SessionExpiry(of: stored, now: now, standardAge: Self.standardAge)
    }

    @Test(
        "row and cookie end when Django lets them end, and after the standard age where it fails",
        arguments: golden.sessionExpiries
    )
    func ends(row: SessionExpiryCase) throws {
        let expiry = try expiry(row.value)
        guard let ends = row.ends else {
            #expect(expiry.end == now + Self.standardAge * 1_000_000)
            #expect(expiry.cookieAge == Self.standardAge)
            return
        }
        #expect(expiry.end == ends.end)
        #expect(expiry.cookieAge == ends.age)
    }

    @Test("without the member the standard age counts")
    func absent() {
        let expiry = SessionExpiry(of: SessionPayload(), now: now, standardAge: 60)
        #expect(expiry.end == now + 60_000_000)
        #expect(expiry.cookieAge == 60)
    }
}
