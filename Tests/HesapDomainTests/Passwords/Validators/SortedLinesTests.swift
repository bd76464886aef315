import HesapDomain
import Testing

@Suite("Sorted lines")
struct SortedLinesTests {
    @Test(
        "every line is found and nothing between them",
        arguments: [
            [], [""], ["b"], ["", "b"], ["b", "bb", "bbb"], ["d", "b", "d", "ü", "u\u{308}", "😀"],
            ["b\u{1}", "b", "b "],
        ]
    )
    func findsExactly(lines: [String]) {
        let sorted = SortedLines(sorting: lines)
        let bytes = Set(lines.map { Array($0.utf8) })
        #expect(sorted.isSorted)
        #expect(lines.filter { !sorted.contains($0) } == [])
        for other in ["", "a", "b", "bb", "bbbb", "c", "z", "ü", "u\u{308}", "😀", "😁", "b\nd", "\n", "b\u{1}", "b "] {
            #expect(sorted.contains(other) == bytes.contains(Array(other.utf8)), "\(other.debugDescription)")
        }
    }

    @Test("canonically equivalent lines are different lines")
    func differsByCodePoints() {
        #expect(SortedLines(sorting: ["é"]) != SortedLines(sorting: ["e\u{301}"]))
        #expect(SortedLines(sorting: ["b", "a"]) == SortedLines(sorting: ["a", "b"]))
    }
}
