import Glibc

/// Lines of a file of any size, in constant memory.
final class LineReader {
    /// GeoNames' longest lines have some 15 KB; a "line" of megabytes is another kind of file.
    private static let longestLine = 1 << 20
    private static let chunkSize = 1 << 16

    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var position = 0
    private var isAtEnd = false

    /// Opens the file; `-` is standard input.
    init(path: String) throws(CommandFault) {
        descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw CommandFault("\(path): \(String(cString: strerror(errno)))") }
    }

    deinit {
        if descriptor != STDIN_FILENO { close(descriptor) }
    }

    /// The next line without its line feed; nil at the end.
    ///
    /// A last line needs no line feed.
    func next() throws(CommandFault) -> [UInt8]? {
        var searched = position
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { position = end + 1 }
                return Array(buffer[position..<end])
            }
            guard !isAtEnd else { return rest() }
            guard buffer.count - position <= Self.longestLine else { throw CommandFault("a line is longer than 1 MiB") }
            buffer.removeFirst(position)
            position = 0
            searched = buffer.count
            try fill()
        }
    }

    private func rest() -> [UInt8]? {
        guard position < buffer.count else { return nil }
        defer { position = buffer.count }
        return Array(buffer[position...])
    }

    private func fill() throws(CommandFault) {
        var chunk = [UInt8](repeating: 0, count: Self.chunkSize)
        var count = read(descriptor, &chunk, chunk.count)
        while count < 0, errno == EINTR { count = read(descriptor, &chunk, chunk.count) }
        guard count >= 0 else { throw CommandFault("cannot read: \(String(cString: strerror(errno)))") }
        isAtEnd = count == 0
        buffer += chunk[..<count]
    }
}
