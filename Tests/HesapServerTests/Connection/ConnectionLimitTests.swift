import Logging
import Testing

@testable import HesapServer

struct ConnectionLimitTests {
    @Test("beyond the limit none is accepted, which is logged once")
    func limits() {
        let log = LogSpy()
        var limit = ConnectionLimit(logger: Logger(label: "test") { _ in log }) { 2 }
        limit.connectionOpened()
        #expect(limit.isAcceptingNewConnections())
        for _ in 0..<5 {
            limit.connectionOpened()
            #expect(!limit.isAcceptingNewConnections())
            limit.connectionClosed()
            #expect(limit.isAcceptingNewConnections())
        }
        #expect(log.lines.count == 1)
    }
}
