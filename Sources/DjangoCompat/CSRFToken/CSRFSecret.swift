/// Why a CSRF cookie or token is refused, in Django's words (they follow "CSRF cookie" or "CSRF token from …").
package enum CSRFDefect: String, Sendable, Equatable {
    case incorrectLength = "has incorrect length"
    case invalidCharacters = "has invalid characters"
    case incorrect = "incorrect"
}

/// The value of Django's `csrftoken` cookie: 32 letters and digits (190 bits) that another site cannot know.
///
/// In pages it travels masked with fresh letters each time: a compressed page that repeats a secret leaks it (BREACH).
package struct CSRFSecret: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    private static let length = 32
    private static let alphabet = RandomText.lettersFirst

    private let letters: [UInt8]

    /// The secret itself, as the cookie carries it.
    package var text: String { String(decoding: letters, as: UTF8.self) }
    package var description: String { "•••" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }

    /// Nil unless exactly 32 of `[A-Za-z0-9]`.
    package init?(_ text: String) {
        guard text.utf8.count == Self.length, text.utf8.allSatisfy({ Self.position(of: $0) != nil }) else { return nil }
        letters = Array(text.utf8)
    }

    private init(letters: [UInt8]) { self.letters = letters }

    /// Draws 32 bytes, and the few refused ones again.
    package static func make(random: RandomBytes) -> CSRFSecret {
        CSRFSecret(letters: RandomText.bytes(length, from: alphabet, random: random))
    }

    package static func == (left: CSRFSecret, right: CSRFSecret) -> Bool {
        equalInConstantTime(left.letters, right.letters)
    }

    /// 64 letters: a random mask, then the secret shifted by it.
    package func masked(random: RandomBytes) -> String {
        let mask = RandomText.bytes(Self.length, from: Self.alphabet, random: random)
        let cipher = zip(letters, mask).map { letter, shift in
            Self.alphabet[(Self.place(letter) + Self.place(shift)) % Self.alphabet.count]
        }
        return String(decoding: mask + cipher, as: UTF8.self)
    }

    /// The secret in a cookie or a submitted token, bare (32) or masked (64, also Django's cookies before 4.1).
    package static func read(_ text: String) -> Result<CSRFSecret, CSRFDefect> {
        let bytes = Array(text.utf8)
        // Python counts code points, so 32 foreign letters have the right length and the wrong characters. By bytes that
        // are not the second or a later one of a letter: this is done with each cookie.
        let count = bytes.count { $0 & 0xC0 != 0x80 }
        guard count == length || count == 2 * length else { return .failure(.incorrectLength) }
        guard bytes.allSatisfy({ position(of: $0) != nil }) else { return .failure(.invalidCharacters) }
        guard count == 2 * length else { return .success(CSRFSecret(letters: bytes)) }
        let secret = zip(bytes[length...], bytes[..<length]).map { cipher, shift in
            alphabet[(place(cipher) - place(shift) + alphabet.count) % alphabet.count]
        }
        return .success(CSRFSecret(letters: secret))
    }

    /// Nil when Django would replace the cookie by a new one.
    package static func secret(fromCookie cookie: String) -> CSRFSecret? { try? read(cookie).get() }

    /// What is wrong with a submitted token, bare or masked; nil when it stands for this secret.
    package func defect(of submitted: String) -> CSRFDefect? {
        switch Self.read(submitted) {
        case .failure(let defect): defect
        case .success(let sent): sent == self ? nil : .incorrect
        }
    }

    private static func place(_ letter: UInt8) -> Int { position(of: letter) ?? 0 }

    private static func position(of letter: UInt8) -> Int? {
        switch letter {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(letter - UInt8(ascii: "a"))
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(letter - UInt8(ascii: "A")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(letter - UInt8(ascii: "0")) + 52
        default: nil
        }
    }
}

extension CSRFDefect: Error {}
