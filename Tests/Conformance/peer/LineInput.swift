import Glibc

/// Lines of standard input as bytes.
///
/// Swift's `readLine` would repair invalid UTF-8, and a damaged question would be answered as if it were whole.
final class LineInput {
    private var buffer: [UInt8] = []
    private var searched = 0
    private var isAtEnd = false

    /// Without the line feed; nil at the end.
    func next() -> [UInt8]? {
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = Array(buffer[..<end])
                buffer.removeFirst(end + 1)
                searched = 0
                return line
            }
            searched = buffer.count
            guard fill() else {
                defer { buffer = [] }
                searched = 0
                return buffer.isEmpty ? nil : buffer
            }
        }
    }

    private func fill() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        var count = read(STDIN_FILENO, &chunk, chunk.count)
        while count < 0, errno == EINTR { count = read(STDIN_FILENO, &chunk, chunk.count) }
        guard count > 0 else { return false }
        buffer += chunk[..<count]
        return true
    }
}
