@testable import DjangoCompat

extension Parser {
    static let passwords = [Parser(text: "password_hash", passwordHash)]

    /// Two lines: the stored text, and a password.
    @Sendable
    private static func passwordHash(_ text: String) throws {
        let lines = text.fields(at: "\n") + [""]
        let encoded = EncodedPassword(lines[0])
        try claim("\(encoded)" == "•••", "a hash is not printed")
        for format in PreferredHasher.Format.allCases { _ = PreferredHasher(format).mustUpdate(encoded) }
        guard let stored = try? StoredPassword(encoded, legacy: Set(LegacyFormat.allCases)) else {
            try claim(encoded.verify(lines[1]) != .match, "what is refused matches nothing")
            return
        }
        // Argon2's oldest form has no version, which is written nowadays.
        if encoded.fields.count != 5 || stored.algorithm != .argon2, let written = stored.text {
            try claimSame(written, encoded.text, "what is taken is what Django writes")
        }
        guard stored.isCheap(encoded.fields) else { return }
        let verdict = encoded.verify(lines[1], legacy: Set(LegacyFormat.allCases))
        try claim(encoded.verify(lines[1], legacy: Set(LegacyFormat.allCases)) == verdict, "the same every time")
        guard verdict == .match else { return }
        try claim(encoded.verify("x" + lines[1], legacy: Set(LegacyFormat.allCases)) != .match, "no other matches")
    }
}

extension StoredPassword {
    /// Nil where there is only one way to write it.
    fileprivate var text: String? {
        switch self {
        case .argon2(let stored): stored.text
        case .bcrypt(let stored): stored.text
        case .legacy: nil
        case .pbkdf2(let stored): stored.text
        case .scrypt(let stored): stored.text
        }
    }

    /// Verified within a millisecond or two: dearer ones are bounded before any work is done.
    fileprivate func isCheap(_ fields: [String]) -> Bool {
        func product(_ texts: [String]) -> Int { texts.compactMap { Int($0) }.reduce(1, *) }
        return switch self {
        case .argon2:
            product(fields[fields.count - 3].split(separator: ",").map { String($0.dropFirst(2)) }) <= 1_000
        case .bcrypt: fields[3] == "04"
        case .legacy: true
        case .pbkdf2: product([fields[1]]) <= 1_000
        case .scrypt: product([fields[1], fields[3], fields[4]]) <= 4_000
        }
    }
}
