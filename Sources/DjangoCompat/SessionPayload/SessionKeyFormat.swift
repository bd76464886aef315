/// The id of a session, as Django's session store makes it.
package enum SessionKeyFormat {
    private static let length = 32

    /// 32 of `a-z0-9` (165 bits); draws 32 bytes, and the few refused ones again.
    package static func make(random: RandomBytes) -> String {
        RandomText.string(length, from: RandomText.lowercaseAndDigits, random: random)
    }

    /// Stricter than Django, which asks for eight letters of any kind: it never makes others, so a browser that sends
    /// one is not worth a query.
    package static func isValid(_ key: String) -> Bool {
        key.utf8.count == length
            && Array(key.utf8).allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
    }
}
