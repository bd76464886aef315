import Testing

@Suite("Engines")
struct EngineTests {
    @Test("no engine was left out of the contracts")
    func allAvailable() {
        #expect(Engine.available == Engine.allCases, "run the tests with Scripts/test.sh, which starts PostgreSQL")
    }
}
