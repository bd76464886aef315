import Foundation
import Glibc
import Synchronization

/// Free ports of 127.0.0.1 for servers that are started by a number.
enum FreePort {
    /// Below those that the system gives to outgoing connections: one of them would take the port of a stopped server.
    private static let candidates = Mutex(Array(15_000..<32_000).shuffled())

    /// A port that nobody listens on and that this process was never given before: until its server listens, the
    /// system would hand it out a second time.
    static func next() throws -> Int {
        while let port = candidates.withLock({ $0.popLast() }) {
            if isFree(port) { return port }
        }
        throw POSIXError(.EADDRNOTAVAIL)
    }

    private static func isFree(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
