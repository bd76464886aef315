import Glibc

/// Standard output and error without a buffer in between: what was printed is there when the process is killed.
enum StandardStream: Int32 {
    case output = 1
    case error = 2

    /// Gives up silently when nobody reads any more: there is nowhere left to say so.
    func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)[...]
            while !rest.isEmpty {
                let part = UnsafeRawBufferPointer(rebasing: rest)
                let count = Glibc.write(rawValue, part.baseAddress, part.count)
                if count < 0, errno == EINTR || errno == EAGAIN { continue }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }

    func writeLine(_ line: String) {
        write(line + "\n")
    }
}
