/// Lines in UTF-8 byte order, each ended by a line feed, searched where they lie.
///
/// Nothing is built at start: a set of 19,640 strings would cost every process memory and its first sign-up time.
/// Bytes decide, because Swift's `==` calls "é" and "e" with U+0301 equal, and Python's does not.
package struct SortedLines: Sendable {
    private let text: String

    /// Takes text that the generator script has sorted; `isSorted` is what a test checks about it.
    package init(alreadySorted text: String) {
        self.text = text
    }

    package init(sorting lines: [String]) {
        text =
            lines
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            .reduce(into: "") { $0 += $1 + "\n" }
    }

    package var lines: [Substring] {
        text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(Substring.init)
    }

    package var isSorted: Bool {
        let lines = lines
        return zip(lines, lines.dropFirst()).allSatisfy { !$1.utf8.lexicographicallyPrecedes($0.utf8) }
    }

    package func contains(_ line: String) -> Bool {
        let bytes = text.utf8Span.span
        let wanted = line.utf8Span.span
        // Both bounds always stand on the start of a line.
        var low = 0
        var high = bytes.count
        while low < high {
            let start = Self.lineStart(around: low + (high - low) / 2, in: bytes)
            switch Self.compare(lineAt: start, of: bytes, with: wanted) {
            case .same: return true
            case .after: high = start
            case .before(let next): low = next
            }
        }
        return false
    }

    private enum Order {
        /// The line sorts before the wanted one; the next line starts at `next`.
        case before(next: Int)
        case same
        case after
    }

    private static let lineFeed = UInt8(ascii: "\n")

    private static func lineStart(around offset: Int, in bytes: borrowing Span<UInt8>) -> Int {
        var start = offset
        while start > 0, bytes[start - 1] != lineFeed { start -= 1 }
        return start
    }

    private static func compare(
        lineAt start: Int,
        of bytes: borrowing Span<UInt8>,
        with wanted: borrowing Span<UInt8>
    ) -> Order {
        var offset = 0
        while bytes[start + offset] != lineFeed {
            guard offset < wanted.count, bytes[start + offset] <= wanted[offset] else { return .after }
            if bytes[start + offset] < wanted[offset] {
                return .before(next: endOfLine(from: start + offset, in: bytes) + 1)
            }
            offset += 1
        }
        return offset == wanted.count ? .same : .before(next: start + offset + 1)
    }

    private static func endOfLine(from offset: Int, in bytes: borrowing Span<UInt8>) -> Int {
        var end = offset
        while bytes[end] != lineFeed { end += 1 }
        return end
    }
}

extension SortedLines: Equatable {
    package static func == (left: SortedLines, right: SortedLines) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }
}
