import Glibc
import HesapDomain

/// Answers questions with Hesap's own code: one JSON object for each line of standard input.
///
/// The conformance tables (`Tests/Conformance/tables`) ask the same questions here and of the installed Django.
@main
struct ConformancePeer {
    static func main() async {
        // Between two answers there is nothing else to run, so the read may block this thread.
        var desk = QuestionDesk()
        let input = LineInput()
        while let line = input.next() {
            guard write(await desk.answer(line) + [UInt8(ascii: "\n")]) else { break }
        }
        await desk.close()
    }

    /// - Returns: false once nobody reads any more.
    private static func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
