import DjangoCompat

/// Encoded passwords, and the hash that ties a session to one.
enum PasswordRoom {
    static func answer(_ question: Question) throws(Refusal) -> JSONValue {
        if question.operation == "password.unusable" {
            return .string(EncodedPassword.unusable(random: systemRandom).text)
        }
        if question.operation == "password.encode" { return try encode(question) }
        let encoded = EncodedPassword(try question.text("encoded"))
        switch question.operation {
        case "password.usable": return .bool(encoded.isUsable)
        case "password.must_update": return .bool(try hasher(question).mustUpdate(encoded))
        case "password.verify":
            switch encoded.verify(try question.text("password")) {
            case .match: return .string("match")
            case .mismatch: return .string("mismatch")
            case .refused(let refusal): return .string("refused: \(refusal)")
            }
        case "auth.hash": return .string(sessionAuthHash(password: encoded, secretKeys: try question.secretKeys()))
        case "auth.verify":
            let stored = try question.text("stored")
            switch verifySessionAuthHash(stored, password: encoded, secretKeys: try question.secretKeys()) {
            case .current: return .string("current")
            case .fallback: return .string("fallback")
            case .no: return .string("no")
            }
        default: throw .unknownOperation
        }
    }

    private static func encode(_ question: Question) throws(Refusal) -> JSONValue {
        let hasher = try hasher(question)
        let salt = try question.optionalText("salt") ?? PBKDF2SHA256.salt(random: systemRandom)
        guard !salt.isEmpty, !salt.utf8.contains(UInt8(ascii: "$")) else { throw Refusal("no salt") }
        return .string(hasher.encode(password: try question.text("password"), salt: salt).text)
    }

    private static func hasher(_ question: Question) throws(Refusal) -> PBKDF2SHA256 {
        let iterations = try question.integer("iterations")
        guard (1...Int64(PBKDF2SHA256.mostIterations)).contains(iterations) else { throw Refusal("iterations") }
        return PBKDF2SHA256(iterations: Int(iterations))
    }
}
