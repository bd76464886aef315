import HesapHTTP
import NIOHTTP1

/// What a request's head asks of the connection.
struct ConnectionDemands: Equatable {
    /// Where the request ends cannot be told for sure, so neither where the next one begins (RFC 9112, 6.1).
    let isAmbiguous: Bool
    /// Nothing that follows this request may be answered (RFC 9112, 9.3).
    let isLast: Bool
    /// The client waits with the body until it is asked for it (RFC 9110, 10.1.1).
    let awaitsContinue: Bool

    init(_ head: HTTPRequestHead) {
        let isOld = head.version == .http1_0
        let codings = head.headers["transfer-encoding"]
        isAmbiguous = !codings.isEmpty && (isOld || codings.count > 1 || codings[0].lowercased() != "chunked")
        let isExpecting = !isOld && head.headers.first(name: "expect")?.lowercased() == "100-continue"
        let length = isExpecting ? head.headers.first(name: "content-length").flatMap { Int($0) } ?? 0 : 0
        awaitsContinue = isExpecting && length <= Limits.bodyBytes
        // NIO's parser takes what follows an offer to change the protocol for that protocol. Whoever waits in vain to be
        // asked for a body may send it or not: what follows the refusal could be either.
        let isChange = head.method == .CONNECT || head.headers.contains(name: "upgrade")
        isLast = !head.isKeepAlive || isChange || isExpecting && !awaitsContinue
    }
}
