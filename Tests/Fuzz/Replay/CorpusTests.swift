import Testing

/// What libFuzzer asks with `bash Tests/Fuzz/run.sh`, asked once more of the inputs that it kept.
struct CorpusTests {
    @Test("every kept input leaves every claim true", arguments: Parser.all)
    func replay(_ parser: Parser) throws {
        let corpus = try Corpus(of: parser)
        #expect(!corpus.inputs.isEmpty)
        for input in corpus.inputs {
            #expect(throws: Never.self, "\(String(decoding: input, as: UTF8.self).debugDescription)") {
                try parser.check(input)
            }
        }
    }

    @Test("a claim that does not hold is a violation")
    func violation() {
        #expect(throws: Violation.self) { try claim(false, "no") }
    }
}
