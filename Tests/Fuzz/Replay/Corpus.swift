import Foundation

/// The inputs that reach every branch a fuzzer found, and those that once broke something.
///
/// One file for each parser and one line for each input; bytes beyond printable ASCII, and `%`, are percent-encoded.
struct Corpus {
    let inputs: [[UInt8]]

    init(of parser: Parser) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Corpus/\(parser).txt")
        let lines = try Data(contentsOf: file).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        inputs = lines.dropLast().map(Self.decoded)
    }

    private static func decoded(_ line: Data) -> [UInt8] {
        let parts = line.split(separator: UInt8(ascii: "%"), omittingEmptySubsequences: false)
        return parts.dropFirst().reduce(into: Array(parts[0])) { input, part in
            if let byte = UInt8(String(decoding: part.prefix(2), as: UTF8.self), radix: 16) { input.append(byte) }
            input += part.dropFirst(2)
        }
    }
}
