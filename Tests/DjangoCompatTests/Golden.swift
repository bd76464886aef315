import DjangoCompat
import Foundation

/// What the real Django answered; `Fixtures/make_fixtures.py` asks it.
///
/// Read with Foundation's decoder, so that our own JSON parser does not vouch for itself.
let golden: Golden = fixture("golden")

/// What Django 4.2 answered of formats that Django 5.2 has no more; `Fixtures/make_legacy_fixtures.py` asks it.
let legacy: LegacyGolden = fixture("legacy")

private func fixture<Content: Decodable>(_ name: String) -> Content {
    do {
        guard let file = Bundle.module.url(forResource: name, withExtension: "json") else {
            preconditionFailure("\(name).json is not in the test bundle")
        }
        return try JSONDecoder().decode(Content.self, from: Data(contentsOf: file))
    } catch {
        preconditionFailure("\(name).json cannot be read: \(error)")
    }
}

let goldenKeys = SecretKeys(primary: golden.primary, fallbacks: golden.fallbacks)

struct Golden: Decodable, Sendable {
    let primary: String
    let fallbacks: [String]
    let now: Int64
    let saltedHMACs: [SaltedHMACCase]
    let signatures: [SignatureCase]
    let expiries: [ExpiryCase]
    let base62: [NumberText]
    let sessions: [SessionCase]
    let rawSessions: [RawSessionCase]
    let badSessions: [NamedText]
    let oddSessions: [OddSessionCase]
    let sessionExpiries: [SessionExpiryCase]
    let bombs: [String: String]
    let json: [JSONCase]
    let mutatedJSON: [JSONCase]
    let renderings: [RenderingCase]
    let passwords: [PasswordCase]
    let fullPassword: PasswordCase
    let passwordChecks: [PasswordCheck]
    let otherPasswords: [OtherPasswordCase]
    let damagedPasswords: [OtherPasswordCase]
    let fullOtherPasswords: [OtherPasswordCase]
    let madePasswords: [MadePasswordCase]
    let spellings: [OtherPasswordCase]
    let renewals: [RenewalCase]
    let usable: [UsableCase]
    let authHashes: [AuthHashCase]
    let resetTokens: [ResetTokenCase]
    let resetChecks: [ResetCheck]
    let resetOffsets: [ResetOffsetCase]
    let base36: [NumberText]
    let base36Decodings: [Base36Decoding]
    let userIDs: [UserIDCase]
    let userIDDecodings: [UserIDDecoding]
    let masks: [MaskCase]
    let csrfChecks: [CSRFCheck]
    let moments: [MomentCase]
    let storedMoments: [StoredMoment]
    let days: [DayCase]
}

struct SaltedHMACCase: Decodable, Sendable { let salt, value, secret, hex: String }

struct SignatureCase: Decodable, Sendable {
    let value, signed: String
    let at: Int64
}

struct ExpiryCase: Decodable, Sendable {
    let signed: String
    let now, maxAge: Int64
    let accepted: Bool
}

struct NumberText: Decodable, Sendable {
    let number: Int64
    let text: String
}

struct NamedText: Decodable, Sendable { let name, text: String }

struct SessionCase: Decodable, Sendable {
    let name, text, json: String
    let at: Int64
    let compressed, primary: Bool
    let keys: [String]
}

struct RawSessionCase: Decodable, Sendable {
    let hex, text: String
    let accepted: Bool
    /// Key and value as Python writes them again.
    let members: [[String]]
}

struct OddSessionCase: Decodable, Sendable { let name, text, json: String }

struct SessionExpiryCase: Decodable, Sendable {
    struct Ends: Decodable, Sendable {
        let end: Int64
        let age: Int64?
    }

    let value: String
    let ends: Ends?
}

struct JSONCase: Decodable, Sendable {
    let hex: String
    let message, canonical: String?
    let lone: Bool
}

struct RenderingCase: Decodable, Sendable { let ascii, unicode: String }

struct PasswordCase: Decodable, Sendable {
    let password, salt, encoded: String
    let iterations: Int
}

struct PasswordCheck: Decodable, Sendable {
    let password, encoded: String
    let accepted: Bool
}

/// Of any format.
struct OtherPasswordCase: Decodable, Sendable {
    let password, encoded: String
    let accepted, renew: Bool
}

struct MadePasswordCase: Decodable, Sendable { let format, password, salt, encoded: String }

struct RenewalCase: Decodable, Sendable {
    let format, encoded: String
    let iterations: Int
    let renew: Bool
}

struct LegacyGolden: Decodable, Sendable { let checks: [LegacyCheck] }

struct LegacyCheck: Decodable, Sendable {
    /// Nil for what that Django does not verify in any of the four formats.
    let format: String?
    let password, encoded: String
    let accepted: Bool
}

struct UsableCase: Decodable, Sendable {
    let text: String
    let usable: Bool
}

struct AuthHashCase: Decodable, Sendable {
    let password, current: String
    let fallbacks: [String]
}

struct ResetTokenCase: Decodable, Sendable {
    let userID, at: Int64
    let lastLogin: Int64?
    let password, email, token: String
}

struct ResetCheck: Decodable, Sendable {
    let name, token, password, email: String
    let userID, now, timeout: Int64
    let lastLogin: Int64?
    let accepted: Bool
}

struct ResetOffsetCase: Decodable, Sendable {
    let userID, at, utcOffset: Int64
    let password, email, token: String
}

struct Base36Decoding: Decodable, Sendable {
    let text: String
    let number: Int64?
}

struct UserIDCase: Decodable, Sendable { let id, text: String }

struct UserIDDecoding: Decodable, Sendable {
    let text: String
    let id: String?
}

struct MaskCase: Decodable, Sendable { let secret, mask, masked: String }

struct CSRFCheck: Decodable, Sendable {
    let cookie, submitted: String
    let reason: String?
}

struct MomentCase: Decodable, Sendable {
    let microseconds: Int64
    let stored, iso: String
}

struct StoredMoment: Decodable, Sendable {
    let text: String
    let microseconds: Int64?
}

struct DayCase: Decodable, Sendable {
    let text: String
    let stored: String?
    let days: Int64?
}
