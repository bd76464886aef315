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
            switch encoded.verify(try question.text("password"), legacy: try legacy(question)) {
            case .match: return .string("match")
            case .mismatch: return .string("mismatch")
            case .refused(let refusal): return .string("refused: \(refusal)")
            }
        case "auth.hash": return .string(SessionAuthHash(secretKeys: try question.secretKeys()).text(for: encoded))
        case "auth.verify":
            let stored = try question.text("stored")
            switch SessionAuthHash(secretKeys: try question.secretKeys()).verdict(on: stored, password: encoded) {
            case .current: return .string("current")
            case .fallback: return .string("fallback")
            case .no: return .string("no")
            }
        default: throw .unknownOperation
        }
    }

    private static func encode(_ question: Question) throws(Refusal) -> JSONValue {
        let (hasher, password) = (try hasher(question), try question.text("password"))
        let salt = try question.optionalText("salt") ?? hasher.salt(random: systemRandom)
        guard !salt.isEmpty, !salt.utf8.contains(UInt8(ascii: "$")) else { throw Refusal("no salt") }
        do {
            return .string(try hasher.encode(password: password, salt: salt).text)
        } catch {
            throw Refusal(error.description)
        }
    }

    private static func hasher(_ question: Question) throws(Refusal) -> PreferredHasher {
        guard let format = PreferredHasher.Format(rawValue: try question.text("algorithm")) else {
            throw Refusal("unknown algorithm")
        }
        let iterations = try question.integer("iterations")
        guard (1...Int64(PreferredHasher.mostIterations)).contains(iterations) else { throw Refusal("iterations") }
        return PreferredHasher(format, iterations: Int(iterations))
    }

    /// The formats that the operator would have switched on.
    private static func legacy(_ question: Question) throws(Refusal) -> Set<LegacyFormat> {
        guard case .array(let names) = try question.value("legacy") else { throw Refusal("legacy is no list") }
        let formats = names.compactMap { $0.string.flatMap(LegacyFormat.init(rawValue:)) }
        guard formats.count == names.count else { throw Refusal("legacy is no list of formats") }
        return Set(formats)
    }
}
