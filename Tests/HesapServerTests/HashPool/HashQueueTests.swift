import Testing

@testable import HesapServer

struct HashQueueTests {
    @Test("as many jobs as workers and waiting places are let in, the next is turned away")
    func limit() {
        var queue = HashQueue(workers: 2, mostWaiting: 3)
        for _ in 0..<5 { #expect(queue.enter() == nil) }
        #expect(queue.enter() != nil)
        #expect(queue.pending == 5)
        queue.leave(after: .milliseconds(100))
        #expect(queue.enter() == nil)
    }

    @Test("the time to wait grows with what jobs take, from one second to a minute")
    func honestWait() {
        var queue = HashQueue(workers: 1, mostWaiting: 20)
        for _ in 0..<200 {
            _ = queue.enter()
            queue.leave(after: .milliseconds(10))
        }
        for _ in 0..<21 { _ = queue.enter() }
        #expect(queue.enter() == 1)
        for _ in 0..<200 {
            queue.leave(after: .seconds(2))
            _ = queue.enter()
        }
        // 21 jobs of 2 s on one worker take 42 s; half of it, rounded up.
        #expect((20...22).contains(queue.enter() ?? 0))
        for _ in 0..<200 {
            queue.leave(after: .seconds(100))
            _ = queue.enter()
        }
        #expect(queue.enter() == 60)
    }
}
