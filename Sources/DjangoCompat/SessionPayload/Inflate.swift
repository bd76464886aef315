import CZlib

/// Python's `zlib.decompress` with a limit.
enum Inflate {
    /// Sessions measure some hundred bytes, a heavy cart some ten thousand; a megabyte is a hundred such carts.
    ///
    /// The limit stops a "zip bomb": deflate packs a thousand to one, so a row of 1 MB could swell to 1 GB.
    static let mostBytes = 1 << 20
    private static let chunk = 4_096

    /// Nil for damaged, truncated or oversized data.
    ///
    /// What follows the end of the stream is ignored, as in Python.
    static func bytes(_ compressed: [UInt8]) -> [UInt8]? {
        var compressed = compressed
        // zlib keeps the address of its stream and refuses a moved one: it must stay put until inflateEnd.
        var stream = z_stream()
        return withUnsafeMutablePointer(to: &stream) { stream in
            guard hesap_inflate_init(stream) == Z_OK else { return nil }
            defer { inflateEnd(stream) }
            return compressed.withUnsafeMutableBufferPointer { input in
                stream.pointee.next_in = input.baseAddress
                stream.pointee.avail_in = uInt(clamping: input.count)
                return drain(stream)
            }
        }
    }

    private static func drain(_ stream: UnsafeMutablePointer<z_stream>) -> [UInt8]? {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: chunk)
        while text.count <= mostBytes {
            let (status, written) = buffer.withUnsafeMutableBufferPointer { output in
                stream.pointee.next_out = output.baseAddress
                stream.pointee.avail_out = uInt(output.count)
                let status = inflate(stream, Z_NO_FLUSH)
                return (status, output.count - Int(stream.pointee.avail_out))
            }
            text += buffer[..<written]
            if status == Z_STREAM_END { return text.count <= mostBytes ? text : nil }
            // Z_BUF_ERROR: the input ended before the stream did.
            guard status == Z_OK else { return nil }
        }
        return nil
    }
}
