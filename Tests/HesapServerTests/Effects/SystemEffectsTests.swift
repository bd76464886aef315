import HesapDomain
import Testing

@testable import HesapServer

@Suite("The kernel's random source")
struct SystemEffectsTests {
    private static let lengths = [0, 1, 7, 8, 9, 32, 250]

    @Test("gives as many bytes as were asked for, of which none is always the same", arguments: lengths)
    func random(count: Int) {
        // That a good byte is the same 20 times happens once in 256^19.
        let samples = (0..<20).map { _ in Effects.system.random(count) }
        #expect(samples.allSatisfy { $0.count == count })
        for position in 0..<count {
            #expect(Set(samples.map { $0[position] }).count > 1, "byte \(position)")
        }
    }
}
