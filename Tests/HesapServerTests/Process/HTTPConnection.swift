import Foundation
import Glibc

/// A blocking HTTP/1.1 connection that sends exactly the bytes it is given, also wrong ones.
final class HTTPConnection {
    struct Failure: Error, CustomStringConvertible {
        let description: String
        /// Nobody listens: the request was never sent.
        var isRefusal = false
    }

    struct Answer: Sendable {
        var status = 0
        var headers: [(name: String, value: String)] = []
        var body: [UInt8] = []

        var text: String { String(decoding: body, as: UTF8.self) }

        func header(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }

        func all(_ name: String) -> [String] {
            headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
        }

        /// The body as a JSON object; empty for anything else.
        var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any] ?? [:]
        }
    }

    private let descriptor: Int32
    private var buffered: [UInt8] = []

    init(port: Int, timeoutSeconds: Int = 60) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var timeout = timeval(tv_sec: timeoutSeconds, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, size)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        // `deinit` runs after this throw too: a second close would end somebody else's file of the same number.
        guard result == 0 else { throw Failure(description: "connect to \(port): errno \(errno)", isRefusal: true) }
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { raw in
                Glibc.send(
                    descriptor,
                    raw.baseAddress?.advanced(by: sent),
                    bytes.count - sent,
                    Int32(MSG_NOSIGNAL)
                )
            }
            guard count > 0 else { throw Failure(description: "send: errno \(errno)") }
            sent += count
        }
    }

    /// Says that no more is sent; answers can still be read.
    func closeOutput() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Reads one answer; nil when the server closed the connection without one.
    func receive(isHead: Bool = false) throws -> Answer? {
        while headEnd == nil {
            guard try fill() else {
                guard buffered.isEmpty else { throw Failure(description: "connection closed inside an answer") }
                return nil
            }
        }
        guard let end = headEnd else { return nil }
        var answer = Self.head(buffered[..<end])
        buffered.removeFirst(end + 4)
        let length = isHead ? 0 : Int(answer.header("content-length") ?? "0") ?? 0
        while buffered.count < length {
            guard try fill() else { throw Failure(description: "connection closed inside a body") }
        }
        answer.body = Array(buffered.prefix(length))
        buffered.removeFirst(length)
        return answer
    }

    private var headEnd: Int? {
        guard buffered.count >= 4 else { return nil }
        return (0...(buffered.count - 4)).first { buffered[$0..<($0 + 4)].elementsEqual([13, 10, 13, 10]) }
    }

    private func fill() throws -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        guard count >= 0 else { throw Failure(description: "recv: errno \(errno)") }
        buffered.append(contentsOf: chunk.prefix(count))
        return count > 0
    }

    private static func head(_ bytes: ArraySlice<UInt8>) -> Answer {
        let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
        var answer = Answer()
        answer.status = Int(lines[0].split(separator: " ").dropFirst().first ?? "0") ?? 0
        answer.headers = lines.dropFirst().compactMap { line in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (String(line[..<colon]), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
        }
        return answer
    }
}
