/// SHA-256 (FIPS 180-4), written out because this target may not import a library for it.
enum SHA256Digest {
    static func of(_ message: [UInt8]) -> [UInt8] {
        let bits = UInt64(message.count) * 8
        let zeros = (119 - message.count % 64) % 64
        let padded = message + [0x80] + Array(repeating: 0, count: zeros) + bytes(bits)
        var state = initial
        for start in stride(from: 0, to: padded.count, by: 64) {
            mix(Array(padded[start..<start + 64]), into: &state)
        }
        return state.flatMap(bytes)
    }

    private static func mix(_ block: [UInt8], into state: inout [UInt32]) {
        var words = stride(from: 0, to: 64, by: 4).map { start in
            block[start..<start + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        }
        for index in 16..<64 {
            let (a, b) = (words[index - 15], words[index - 2])
            let first = turned(a, 7) ^ turned(a, 18) ^ a >> 3
            let second = turned(b, 17) ^ turned(b, 19) ^ b >> 10
            words.append(words[index - 16] &+ first &+ words[index - 7] &+ second)
        }
        var now = state
        for index in 0..<64 {
            let (a, e) = (now[0], now[4])
            let choice = (e & now[5]) ^ (~e & now[6])
            let majority = (a & now[1]) ^ (a & now[2]) ^ (now[1] & now[2])
            let sumE = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)
            let sumA = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)
            let first = now[7] &+ sumE &+ choice &+ constants[index] &+ words[index]
            now = [first &+ sumA &+ majority, a, now[1], now[2], now[3] &+ first, e, now[5], now[6]]
        }
        for index in 0..<8 { state[index] &+= now[index] }
    }

    private static func turned(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }

    private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian, Array.init)
    }

    private static let primes = (2...311).filter { number in !(2..<number).contains { number.isMultiple(of: $0) } }

    /// The first 32 bits of the fractions of the square roots of the first eight primes.
    private static let initial = primes.prefix(8).map { fraction(Double($0).squareRoot()) }

    /// The same of the cube roots of the first 64; Newton's method, because no `cbrt` is at hand.
    private static let constants = primes.map { prime in
        var root = Double(prime).squareRoot()
        for _ in 0..<60 { root -= (root * root * root - Double(prime)) / (3 * root * root) }
        return fraction(root)
    }

    private static func fraction(_ root: Double) -> UInt32 {
        UInt32((root - root.rounded(.down)) * 4_294_967_296)
    }
}
