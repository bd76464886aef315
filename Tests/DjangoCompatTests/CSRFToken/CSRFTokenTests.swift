import DjangoCompat
import Testing

@Suite("CSRF tokens")
struct CSRFTokenTests {
    private static let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)

    @Test("a secret is masked as by Django, and unmasked", arguments: golden.masks)
    func masks(row: MaskCase) throws {
        let secret = try #require(CSRFSecret(row.secret))
        let draws = row.mask.utf8.compactMap { letter in Self.letters.firstIndex(of: letter).map(UInt8.init) }
        #expect(secret.masked(random: scriptedBytes(draws)) == row.masked)
        #expect(CSRFSecret.secret(fromCookie: row.masked) == secret)
        #expect(CSRFSecret.secret(fromCookie: row.secret) == secret)
        #expect(secret.text == row.secret)
    }

    @Test(
        "cookie and token are accepted, or refused for a reason, as by Django",
        arguments: golden.csrfChecks
    )
    func checks(row: CSRFCheck) {
        let reason: String? =
            switch CSRFSecret.read(row.cookie) {
            case .failure(let defect): "CSRF cookie \(defect.rawValue)."
            case .success(let secret):
                secret.defect(of: row.submitted).map { "CSRF token from the 'X-Csrftoken' HTTP header \($0.rawValue)." }
            }
        #expect(reason == row.reason)
    }

    @Test("the middleware's answers include every reason")
    func coverage() {
        #expect(Set(golden.csrfChecks.map(\.reason)).count == 6)
    }

    @Test("every masked form differs, and all match")
    func freshMasks() {
        let random = seededBytes(2)
        let secret = CSRFSecret.make(random: random)
        let forms = Set((0..<100).map { _ in secret.masked(random: random) })
        #expect(forms.count == 100)
        #expect(forms.allSatisfy { secret.defect(of: $0) == nil && $0.utf8.count == 64 })
        let other = CSRFSecret.make(random: random)
        #expect(forms.allSatisfy { other.defect(of: $0) == .incorrect })
    }

    @Test("a secret of another form is none", arguments: ["", "short", String(repeating: "a", count: 64), "ğ", "-"])
    func malformed(text: String) {
        #expect(CSRFSecret(text) == nil)
        #expect(CSRFSecret(String(repeating: "a", count: 31) + "\n") == nil)
        #expect(CSRFSecret(String(repeating: "a", count: 30) + "ğ") == nil)
    }
}
