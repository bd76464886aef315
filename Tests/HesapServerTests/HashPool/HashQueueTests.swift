import Testing

@testable import HesapServer

struct HashQueueTests {
    @Test("as many jobs as workers and waiting places are let in, the next is turned away")
    func limit() {
        var queue = HashQueue(workers: 2, mostWaiting: 3)
        for _ in 0..<5 { #expect(queue.enter(hashes: 1) == nil) }
        #expect(queue.enter(hashes: 1) != nil)
        #expect(queue.pending == 5)
        queue.leave(hashes: 1, after: .milliseconds(100))
        #expect(queue.enter(hashes: 1) == nil)
    }

    @Test("a job takes as many places as it hashes, and one that has more than there are still gets its turn")
    func hashes() {
        var queue = HashQueue(workers: 1, mostWaiting: 2)
        #expect(queue.enter(hashes: 7) == nil)
        #expect(queue.pending == 7)
        #expect(queue.enter(hashes: 1) != nil)
        queue.leave(hashes: 7, after: .milliseconds(700))
        #expect(queue.pending == 0)
        #expect(queue.enter(hashes: 1) == nil)
        #expect(queue.enter(hashes: 7) == nil)
        #expect(queue.enter(hashes: 1) != nil)
    }

    @Test("the time to wait counts hashes, however they come")
    func waitOfHashes() {
        var (ones, sevens) = (HashQueue(workers: 1, mostWaiting: 70), HashQueue(workers: 1, mostWaiting: 70))
        for _ in 0..<200 {
            _ = ones.enter(hashes: 1)
            ones.leave(hashes: 1, after: .milliseconds(500))
            _ = sevens.enter(hashes: 7)
            sevens.leave(hashes: 7, after: .milliseconds(3500))
        }
        for _ in 0..<77 { _ = ones.enter(hashes: 1) }
        for _ in 0..<11 { _ = sevens.enter(hashes: 7) }
        let waits = [ones.enter(hashes: 1), sevens.enter(hashes: 1)].map { $0 ?? 0 }
        // Half of 71 and of 77 hashes of 0.5 s.
        #expect((17...19).contains(waits[0]) && (19...21).contains(waits[1]), "\(waits)")
    }

    @Test("the time to wait grows with what jobs take, from one second to a minute")
    func honestWait() {
        var queue = HashQueue(workers: 1, mostWaiting: 20)
        for _ in 0..<200 {
            _ = queue.enter(hashes: 1)
            queue.leave(hashes: 1, after: .milliseconds(10))
        }
        for _ in 0..<21 { _ = queue.enter(hashes: 1) }
        #expect(queue.enter(hashes: 1) == 1)
        for _ in 0..<200 {
            queue.leave(hashes: 1, after: .seconds(2))
            _ = queue.enter(hashes: 1)
        }
        // 21 jobs of 2 s on one worker take 42 s; half of it, rounded up.
        #expect((20...22).contains(queue.enter(hashes: 1) ?? 0))
        for _ in 0..<200 {
            queue.leave(hashes: 1, after: .seconds(100))
            _ = queue.enter(hashes: 1)
        }
        #expect(queue.enter(hashes: 1) == 60)
    }
}
