import HesapDomain

@testable import DjangoCompat

extension Parser {
    static let tokens = [
        Parser("signed_value", signedValue),
        Parser(text: "reset_token", resetToken),
        Parser(text: "uidb64", uidb64),
        Parser(text: "csrf_token", csrfToken),
        Parser(text: "session_key", sessionKey),
    ]

    @Sendable
    private static func signedValue(_ input: [UInt8]) throws {
        let signer = TimestampSigner(salt: "fuzz", secretKeys: keys)
        try claim(signer.unsign(input) == nil, "nobody signs without the key")
        let seconds = Int64(input.number) - 1 << 31
        let signed = signer.sign(input, at: seconds)
        guard let (value, moment) = signer.unsign(signed) else { throw Violation(description: "our own is good") }
        try claim(Array(value) == input && moment == seconds, "value and time come back")
        try claim(signer.unsign(signed, now: seconds + 60, maxAge: 60) != nil, "the last second counts")
        try claim(signer.unsign(signed, now: seconds + 61, maxAge: 60) == nil, "the next one does not")
        let rotated = TimestampSigner(salt: "fuzz", secretKeys: SecretKeys(primary: "new", fallbacks: ["fuzz"]))
        try claim(rotated.unsign(signed) != nil, "an old key still opens")
        var forged = signed
        forged[input.number % signed.count] ^= UInt8(1 << (input.count % 8))
        try claim(signer.unsign(forged) == nil, "a signature covers every bit")
    }

    /// Three lines: user id, stored password, address.
    ///
    /// The whole text is tried as a token besides.
    @Sendable
    private static func resetToken(_ text: String) throws {
        let generator = ResetTokenGenerator(secretKeys: keys)
        let lines = text.fields(at: "\n") + ["", ""]
        let now: Int64 = 1_800_000_000
        func isGood(_ token: String, email: String, at moment: Int64 = now) -> Bool {
            let password = EncodedPassword(lines[1])
            return generator.check(
                token,
                userID: lines[0],
                password: password,
                lastLogin: now - 9,
                email: email,
                now: moment,
                timeout: 60
            )
        }
        try claim(!isGood(text, email: lines[2]), "nobody makes a token without the key")
        let password = EncodedPassword(lines[1])
        let token = generator.make(userID: lines[0], password: password, lastLogin: now - 9, email: lines[2], at: now)
        try claim(isGood(token, email: lines[2]), "our own is good")
        try claim(!isGood(token, email: lines[2] + "x"), "a token is for one address")
        try claim(!isGood(token, email: lines[2], at: now + 61), "a token ends")
        try claim(!isGood(token.uppercased(), email: lines[2]), "in one spelling")
        guard let stamp = Base36.decode(text) else { return }
        let digits = text.lowercased().drop { $0 == "0" }
        try claimSame(Base36.encode(stamp), digits.isEmpty ? "0" : String(digits), "a time stamp reads back")
    }

    @Sendable
    private static func uidb64(_ text: String) throws {
        let encoded = UserIDBase64.encode(text)
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8
        try claim(encoded.utf8.allSatisfy(letters.contains), "fit for a path")
        try claimSame(UserIDBase64.decode(encoded), text, "an id reads back")
        guard let id = UserIDBase64.decode(text) else { return }
        try claim(id.utf8.count <= text.utf8.count, "decoding makes nothing longer")
        try claimSame(UserIDBase64.decode(UserIDBase64.encode(id)), id, "what was read reads back")
    }

    /// Two lines: cookie and token.
    @Sendable
    private static func csrfToken(_ text: String) throws {
        let lines = text.fields(at: "\n") + [""]
        let (cookie, token) = (lines[0], lines[1])
        guard case .success(let secret) = CSRFSecret.read(cookie) else { return }
        if secret.defect(of: token) == nil {
            try claim(secret == CSRFSecret.secret(fromCookie: token), "one secret")
        }
        try claim([32, 64].contains(cookie.utf8.count) && secret.text.utf8.count == 32, "bare or masked")
        let bytes = Array(text.utf8)
        let mask = secret.masked { count in (0..<count).map { UInt8((Int(bytes[$0 % bytes.count]) + $0) % 248) } }
        try claim(CSRFSecret.secret(fromCookie: mask) == secret, "a mask comes off")
        try claim(secret.defect(of: mask) == nil, "masked, it is the same secret")
        try claim(secret.defect(of: String(mask.dropLast())) != nil, "all of it counts")
    }

    @Sendable
    private static func sessionKey(_ cookie: String) throws {
        guard let key = SessionKey(cookie) else { return }
        try claimSame(key.text, cookie, "taken as it is")
        try claim(key.text.utf8.count == 32 && !"\(key)".contains(key.text), "a secret of 32 letters")
    }
}
