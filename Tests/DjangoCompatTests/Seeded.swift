import DjangoCompat
import Synchronization

/// SplitMix64: the same "random" bytes in every run, so that a failure can be repeated.
struct SeededDice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) } }
}

func seededBytes(_ seed: UInt64) -> RandomBytes {
    let dice = SharedDice(seed: seed)
    return { count in dice.state.withLock { $0.bytes(count) } }
}

private final class SharedDice: Sendable {
    let state: Mutex<SeededDice>

    init(seed: UInt64) { state = Mutex(SeededDice(seed: seed)) }
}

/// Gives these bytes one after another, then zeros.
func scriptedBytes(_ script: [UInt8]) -> RandomBytes {
    let rest = SharedScript(script)
    return { count in
        rest.bytes.withLock { bytes in
            let taken = Array(bytes.prefix(count))
            bytes.removeFirst(taken.count)
            return taken + [UInt8](repeating: 0, count: count - taken.count)
        }
    }
}

private final class SharedScript: Sendable {
    let bytes: Mutex<[UInt8]>

    init(_ bytes: [UInt8]) { self.bytes = Mutex(bytes) }
}

func bytes(fromHex hex: String) -> [UInt8] {
    let digits = Array(hex)
    return stride(from: 0, to: digits.count - 1, by: 2).compactMap { UInt8(String(digits[$0...($0 + 1)]), radix: 16) }
}
