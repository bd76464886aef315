import HesapDomain
import Testing

@Suite("Text is read as Python reads it")
struct PythonTextTests {
    private static let classes = Result { try PasswordFixture.load().characters }

    /// Changed after Unicode 14, which the fixture's Python 3.11 has: ʕ lost its case, and the Ahom vowel sign U+1171E
    /// is no longer case-ignorable.
    private static let recased: Set<Unicode.Scalar> = ["\u{295}", "\u{1171E}"]

    @Test("every code point that Python knows is classified alike")
    func sameClasses() throws {
        let classes = try Self.classes.get()
        let assigned = try scalars(in: classes.assigned)
        #expect(assigned.count > 140_000)
        #expect(assigned.filter(PythonText.isWord) == (try scalars(in: classes.word)))
        #expect(assigned.filter(PythonText.isDigit) == (try scalars(in: classes.digit)))
        #expect(assigned.filter(PythonText.isSpace) == (try scalars(in: classes.space)))
    }

    @Test("every code point that Python knows is lower-cased alike")
    func sameLowerCase() throws {
        let classes = try Self.classes.get()
        let mapped = try classes.lower.map { try $0.map { try #require(Unicode.Scalar($0)) } }
        let mappings = Dictionary(uniqueKeysWithValues: mapped.map { ($0[0], Array($0.dropFirst())) })
        for scalar in try scalars(in: classes.assigned) {
            let lowered = PythonText.lower(String(scalar))
            if lowered != mappings[scalar, default: [scalar]] {
                Issue.record("U+\(String(scalar.value, radix: 16)) became \(lowered)")
            }
        }
    }

    @Test("a capital sigma is final after and before the same characters as in Python")
    func sameFinalSigma() throws {
        let classes = try Self.classes.get()
        let comparable = try scalars(in: classes.assigned).filter { !Self.recased.contains($0) }
        func agrees(_ ranges: [[UInt32]], _ isFinal: (Unicode.Scalar) -> Bool) throws -> Bool {
            let expected = try scalars(in: ranges).filter { !Self.recased.contains($0) }
            return comparable.filter(isFinal) == expected
        }
        #expect(try agrees(classes.final_sigma_after) { PythonText.lower("\($0)Σ").last == "ς" })
        #expect(try agrees(classes.final_sigma_after_a_and) { PythonText.lower("A\($0)Σ").last == "ς" })
        #expect(try agrees(classes.final_sigma_before) { PythonText.lower("AΣ\($0)")[1] == "ς" })
    }

    private func scalars(in ranges: [[UInt32]]) throws -> [Unicode.Scalar] {
        try ranges.flatMap { range in try (range[0]...range[1]).map { try #require(Unicode.Scalar($0)) } }
    }
}
