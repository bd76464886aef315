import Glibc
import NIOCore

extension ListenConfiguration {
    /// Fails with one line when an address cannot be listened on.
    ///
    /// Found out before anything runs: a listener that fails among running services ends them with lines of their own.
    func requireFreePorts() throws(CommandFault) {
        for (host, port, setting) in [(host, port, "HOST, PORT"), (opsHost, opsPort, "OPS_HOST, OPS_PORT")] {
            do {
                try Self.bind(host, port)
            } catch {
                throw CommandFault("cannot listen on \(host):\(port) (\(setting)): \(error)")
            }
        }
    }

    /// Binds without listening, so that no client can be accepted by a socket that nobody serves.
    private static func bind(_ host: String, _ port: Int) throws {
        let address = try SocketAddress.makeAddressResolvingHost(host, port: port)
        let descriptor = socket(Int32(address.protocol.rawValue), Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw IOError(errnoCode: errno, reason: "socket") }
        defer { close(descriptor) }
        // As the listener will: connections of a server that just stopped do not count.
        var reuse: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        let result = address.withSockAddr { Glibc.bind(descriptor, $0, socklen_t($1)) }
        guard result == 0 else { throw IOError(errnoCode: errno, reason: "bind") }
    }
}
