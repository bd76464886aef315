import CLibPQ
import Dispatch
import Glibc
package import HesapSQL
import Synchronization

/// A connection of its own that only listens (`LISTEN`), so that news of another process arrives at once.
///
/// Whoever uses it must not rely on it: a pooler in transaction mode accepts `LISTEN` and never delivers.
package final class PostgresNotices: Sendable {
    /// How soon the end is noticed, in milliseconds.
    private static let roundMilliseconds: Int32 = 250
    /// Between two attempts to connect, while the server is away.
    private static let retryMicroseconds: UInt32 = 500_000

    private let url: PostgresURL
    private let channel: Identifier
    private let isEnded = Mutex(false)

    package init(_ url: PostgresURL, channel: Identifier) {
        self.url = url
        self.channel = channel
    }

    /// An element for each time that something may have happened: a notice came, or the connection was made anew and
    /// notices may have been missed.
    package func changes() -> AsyncStream<Void> {
        // Two notices that nobody looked at yet say no more than one.
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            continuation.onTermination = { [self] _ in isEnded.withLock { $0 = true } }
            DispatchQueue(label: "hesap.postgres.notices").async { [self] in
                while !isEnded.withLock({ $0 }) {
                    listen { continuation.yield() }
                    usleep(Self.retryMicroseconds)
                }
                continuation.finish()
            }
        }
    }

    /// Returns when the connection is lost or the listening is over.
    private func listen(_ report: () -> Void) {
        guard let handle = url.connect() else { return }
        defer { PQfinish(handle) }
        guard PQstatus(handle) == CONNECTION_OK else { return }
        hesap_silence(handle)
        let answer = PQexec(handle, "LISTEN \(channel.quoted)")
        defer { PQclear(answer) }
        guard PQresultStatus(answer) == PGRES_COMMAND_OK else { return }
        report()
        while !isEnded.withLock({ $0 }) {
            var socket = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
            guard poll(&socket, 1, Self.roundMilliseconds) > 0 else { continue }
            guard PQconsumeInput(handle) == 1 else { return }
            if takeNotices(handle) { report() }
        }
    }

    private func takeNotices(_ handle: OpaquePointer) -> Bool {
        var isNews = false
        while let notice = PQnotifies(handle) {
            PQfreemem(notice)
            isNews = true
        }
        return isNews
    }
}
