package import HesapDomain
import Testing

extension Effects {
    package static func fixed(clock: FrozenClock, dice: SeededDice) -> Effects {
        Effects(now: { clock.now }, random: { dice.bytes($0) })
    }

    /// For a rule that must need neither time nor chance: any use fails the test.
    package static var unprepared: Effects {
        Effects(
            now: {
                Issue.record("the clock was read, but the test prepared none")
                return FrozenClock.start
            },
            random: { count in
                Issue.record("dice were thrown, but the test prepared none")
                return (0..<count).map { _ in UInt8.random(in: .min ... .max) }
            }
        )
    }
}
