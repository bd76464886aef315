/// Compares in time that depends on length only, so a guess cannot be refined byte by byte.
///
/// - Returns: false for different lengths; the lengths of our tokens are public.
package func equalInConstantTime(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
    // As arrays: through two iterators at once each byte took a hundred instructions.
    let (left, right) = (Array(left), Array(right))
    guard left.count == right.count else { return false }
    return left.indices.reduce(UInt8(0)) { $0 | (left[$1] ^ right[$1]) } == 0
}

/// Compares the UTF-8 of two texts, never their Unicode equivalence: `é` written in two ways is two tokens.
package func equalInConstantTime(_ left: String, _ right: String) -> Bool {
    equalInConstantTime(left.utf8, right.utf8)
}
