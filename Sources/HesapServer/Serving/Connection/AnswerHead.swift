import HTTPTypes
import NIOCore

/// Status line and fields of an answer as they are sent (RFC 9112, 4 and 5).
///
/// `HTTPFields` takes no value with the end of a line, so that nobody can smuggle in a field or a second answer. NIO's
/// encoder, for which the fields are copied into another list first, takes a tenth of all instructions of a small request.
struct AnswerHead {
    let status: HTTPResponse.Status
    let fields: HTTPFields
    let date: String
    /// What the client has to be told about the connection, if anything.
    let connection: String?

    func bytes() -> ByteBuffer {
        var length = Length()
        write(to: &length)
        var buffer = ByteBuffer()
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: length.count) { target in
            var copy = Copy(target: target)
            write(to: &copy)
            return copy.count
        }
        return buffer
    }

    private func write(to output: inout some Output) {
        output.add("HTTP/1.1 ")
        output.add(String(status.code))
        output.add(" ")
        output.add(status.reasonPhrase)
        output.add("\r\n")
        for field in fields { Self.write(field.name.rawName, field.value, to: &output) }
        Self.write("Date", date, to: &output)
        if let connection { Self.write("Connection", connection, to: &output) }
        output.add("\r\n")
    }

    private static func write(_ name: String, _ value: String, to output: inout some Output) {
        output.add(name)
        output.add(": ")
        output.add(value)
        output.add("\r\n")
    }
}

/// Where a head is written: first to see how long it is, then in one piece of memory.
private protocol Output {
    mutating func add(_ text: String)
}

private struct Length: Output {
    var count = 0

    mutating func add(_ text: String) { count += text.utf8.count }
}

private struct Copy: Output {
    let target: UnsafeMutableRawBufferPointer
    var count = 0

    mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            precondition(bytes.count <= target.count - count, "longer than it was")
            UnsafeMutableRawBufferPointer(rebasing: target[count...]).copyMemory(from: UnsafeRawBufferPointer(bytes))
            count += bytes.count
        }
    }
}
